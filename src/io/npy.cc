#include "io/npy.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <vector>

#include "io/byte_reader.h"
#include "io/contiguous.h"
#include "io/shape.h"

namespace pyra {
namespace {

constexpr std::size_t kMaxHeader = 65536;

struct Header {
  std::string descr;
  bool fortran = false;
  std::vector<std::int64_t> shape;
};

/// Reads {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), } and nothing more general.
class HeaderParser {
 public:
  HeaderParser(std::string_view text, const std::string& what) : text_(text), what_(what) {}

  Header parse() {
    Header header;
    bool descr = false, order = false, shape = false;
    expect('{');
    while (!accept('}')) {
      const std::string key = quoted();
      expect(':');
      if (key == "descr" && !descr) {
        if (peek() != '\'' && peek() != '"') fail("holds records, not numbers");
        header.descr = quoted();
        descr = true;
      } else if (key == "fortran_order" && !order) {
        header.fortran = boolean();
        order = true;
      } else if (key == "shape" && !shape) {
        header.shape = tuple();
        shape = true;
      } else {
        fail("has the unknown or repeated header field '" + key + "'");
      }
      if (!accept(',') && peek() != '}') fail("has a damaged header");
    }
    if (peek() != '\0' || !descr || !order || !shape) fail("has a damaged header");
    return header;
  }

 private:
  [[noreturn]] void fail(const std::string& reason) const { throw InputError(what_ + " " + reason); }

  char peek() {
    while (position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\n')) ++position_;
    return position_ < text_.size() ? text_[position_] : '\0';
  }
  bool accept(char symbol) {
    if (peek() != symbol) return false;
    ++position_;
    return true;
  }
  void expect(char symbol) {
    if (!accept(symbol)) fail("has a damaged header");
  }

  std::string quoted() {
    const char quote = peek();
    if (quote != '\'' && quote != '"') fail("has a damaged header");
    const std::size_t end = text_.find(quote, position_ + 1);
    if (end == std::string_view::npos) fail("has a damaged header");
    const std::string result(text_.substr(position_ + 1, end - position_ - 1));
    position_ = end + 1;
    return result;
  }

  bool boolean() {
    peek();
    for (const std::string_view word : {"True", "False"}) {
      if (text_.substr(position_).starts_with(word)) {
        position_ += word.size();
        return word == "True";
      }
    }
    fail("has a damaged header");
  }

  std::vector<std::int64_t> tuple() {
    std::vector<std::int64_t> values;
    expect('(');
    while (!accept(')')) {
      peek();
      std::int64_t value = 0;
      const char* begin = text_.data() + position_;
      const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
      if (error != std::errc() || value < 0 || values.size() == kMaxRank) fail("has an impossible shape");
      position_ += static_cast<std::size_t>(end - begin);
      accept('L');  // Python 2 wrote long integers so
      values.push_back(value);
      if (!accept(',') && peek() != ')') fail("has a damaged header");
    }
    return values;
  }

  std::string_view text_;
  const std::string& what_;
  std::size_t position_ = 0;
};

DType dtype_of(const std::string& descr, const std::string& what) {
  constexpr std::pair<std::string_view, DType> table[] = {
      {"<f8", DType::f64},     {"<f4", DType::f32}, {"<f2", DType::f16}, {"<i8", DType::i64},
      {"<i4", DType::i32},     {"<i2", DType::i16}, {"|i1", DType::i8},  {"|u1", DType::u8},
      {"|b1", DType::boolean}, {"|V2", DType::bf16}};  // numpy has no bfloat16: jax saves it as two opaque
                                                       // bytes
  for (const auto& [name, dtype] : table) {
    if (descr == name) return dtype;
  }
  if (descr.find('O') != std::string::npos)
    throw InputError(what + " holds Python objects, which pyra never loads");
  throw InputError(what + " is of the numpy dtype '" + descr + "', which pyra does not read");
}

}  // namespace

HostTensor parse_npy(const ZipData& data, const std::string& what, ReadBudget& budget) {
  ByteReader reader(data.bytes, what);
  if (reader.text(6) != "\x93NUMPY") throw InputError(what + " is not an array of numpy");
  const std::uint8_t major = reader.u8();
  reader.skip(1);
  if (major < 1 || major > 3)
    throw InputError(what + " is of the npy version " + std::to_string(major) + ", 1 to 3 are read");
  const std::size_t header_length = major == 1 ? reader.u16() : reader.u32();
  if (header_length > kMaxHeader)
    throw InputError(what + " has a header of " + std::to_string(header_length) + " bytes");
  const Header header = HeaderParser(reader.text(header_length), what).parse();

  HostTensor tensor;
  tensor.dtype = dtype_of(header.descr, what);
  tensor.shape = header.shape;
  const std::size_t size = dtype_size(tensor.dtype);
  const auto elements = checked_elements(tensor.shape, size);
  if (!elements || static_cast<std::uint64_t>(*elements) * size != reader.left()) {
    throw InputError(what + " is of shape " + shape_text(tensor.shape) + ", but holds " +
                     std::to_string(reader.left()) + " bytes: it is truncated or damaged");
  }
  const auto values = reader.take(reader.left());
  if (header.fortran && tensor.shape.size() > 1) {
    std::vector<std::int64_t> strides(tensor.shape.size(), 1);
    for (std::size_t i = 1; i < strides.size(); ++i) strides[i] = strides[i - 1] * tensor.shape[i - 1];
    budget.take(values.size());
    return make_contiguous(values, tensor.dtype, tensor.shape, strides);
  }
  tensor.data = values.data();
  tensor.owner = data.owner;
  return tensor;
}

}  // namespace pyra

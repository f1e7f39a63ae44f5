#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/json/json_reader.h"
#include "io/safetensors.h"
#include "io/shape.h"
#include "pyra/error.h"

namespace pyra {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLengthBytes = 8;
constexpr std::uint64_t kMaxHeader = 100'000'000;  // as the format's own reader

constexpr DType kDTypes[] = {DType::f64, DType::f32, DType::f16, DType::bf16, DType::i64,
                             DType::i32, DType::i16, DType::i8,  DType::u8,   DType::boolean};

std::uint64_t header_length(std::span<const std::byte> bytes) {
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i)
    length |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
  return length;
}

/// One header being read; carries what every message needs.
class Reader {
 public:
  Reader(const MappedFile& file, const std::filesystem::path& path) : file_(file), path_(path) {}

  Checkpoint read() {
    if (file_.bytes.size() < kLengthBytes) fail("is shorter than the 8 bytes that state the header's length");
    const std::uint64_t length = header_length(file_.bytes);
    if (length > kMaxHeader)
      fail("states a header of " + std::to_string(length) + " bytes, at most 100 MB are allowed");
    if (length > file_.bytes.size() - kLengthBytes) {
      fail("states a header of " + std::to_string(length) + " bytes, but only " +
           std::to_string(file_.bytes.size() - kLengthBytes) + " follow: the file is truncated");
    }
    Json header = parse(file_.bytes.subspan(kLengthBytes, length));
    data_ = file_.bytes.subspan(kLengthBytes + length);
    if (!header.is_object()) fail("has a header that is not a JSON object");

    Checkpoint checkpoint;
    checkpoint.format = "safetensors";
    for (auto& [name, value] : header.items()) {
      if (name == "__metadata__") {
        checkpoint.metadata = metadata(value);
      } else {
        checkpoint.tensors.emplace(name, tensor(name, value));
      }
    }
    check_cover(checkpoint.tensors);
    return checkpoint;
  }

 private:
  [[noreturn]] void fail(const std::string& reason) const {
    throw InputError(path_.string() + " is not a valid safetensors file: it " + reason);
  }
  [[noreturn]] void fail(const std::string& name, const std::string& reason) const {
    fail("has a tensor '" + name + "' " + reason);
  }

  Json parse(std::span<const std::byte> text) const {
    try {
      return parse_json({reinterpret_cast<const char*>(text.data()), text.size()}, "the header",
                        {kMaxHeader, file_.bytes.size()});
    } catch (const InputError& error) {
      throw InputError(path_.string() + " is not a valid safetensors file: " + error.what());
    }
  }

  /// Takes the texts out of `value`: one alone may be as large as the header.
  std::map<std::string, std::string> metadata(Json& value) const {
    if (!value.is_object()) fail("has __metadata__ that is not an object");
    std::map<std::string, std::string> result;
    for (auto& [key, text] : value.items()) {
      if (!text.is_string()) fail("has __metadata__ whose '" + key + "' is not a string");
      result.emplace(key, std::move(text.get_ref<std::string&>()));
    }
    return result;
  }

  HostTensor tensor(const std::string& name, const Json& value) const {
    if (!value.is_object() || value.size() != 3 || !value.contains("dtype") || !value.contains("shape") ||
        !value.contains("data_offsets")) {
      fail(name, "without exactly dtype, shape and data_offsets");
    }
    HostTensor tensor;
    tensor.dtype = dtype(name, value["dtype"]);
    tensor.shape = integers(name, "shape", value["shape"]);
    if (tensor.shape.size() > kMaxRank)
      fail(name, "of " + std::to_string(tensor.shape.size()) + " dimensions");
    const auto offsets = integers(name, "data_offsets", value["data_offsets"]);
    if (offsets.size() != 2) fail(name, "whose data_offsets are not two numbers");
    const auto begin = static_cast<std::uint64_t>(offsets[0]);
    const auto end = static_cast<std::uint64_t>(offsets[1]);
    if (begin > end || end > data_.size()) {
      fail(name, "at bytes " + std::to_string(begin) + " to " + std::to_string(end) + " of " +
                     std::to_string(data_.size()) + " bytes of data: the file is truncated or damaged");
    }
    const auto elements = checked_elements(tensor.shape, dtype_size(tensor.dtype));
    if (!elements || static_cast<std::uint64_t>(*elements) * dtype_size(tensor.dtype) != end - begin) {
      fail(name,
           "of " + tensor.describe() + ", which does not fill its " + std::to_string(end - begin) + " bytes");
    }
    tensor.data = data_.data() + begin;
    tensor.owner = file_.owner;
    return tensor;
  }

  DType dtype(const std::string& name, const Json& value) const {
    if (!value.is_string()) fail(name, "whose dtype is not a string");
    const auto text = value.get<std::string>();
    for (const DType candidate : kDTypes) {
      if (dtype_name(candidate) == text) return candidate;
    }
    fail(name, "of dtype '" + text + "', which pyra does not read");
  }

  std::vector<std::int64_t> integers(const std::string& name, const std::string& field,
                                     const Json& value) const {
    const auto is_size = [](const Json& item) {
      return item.is_number_unsigned() &&
             item.get<std::uint64_t>() <=
                 static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    };
    if (!value.is_array() || !std::all_of(value.begin(), value.end(), is_size)) {
      fail(name, "whose " + field + " is not a list of sizes");
    }
    return value.get<std::vector<std::int64_t>>();
  }

  /// Every byte of the data belongs to exactly one tensor.
  void check_cover(const TensorMap& tensors) const {
    struct Range {
      const std::byte* begin;
      const std::byte* end;
      const std::string* name;
    };
    std::vector<Range> ranges;
    for (const auto& [name, tensor] : tensors)
      ranges.push_back({tensor.data, tensor.data + tensor.bytes(), &name});
    std::sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) {
      return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
    });
    const std::byte* next = data_.data();
    for (const Range& range : ranges) {
      if (range.begin < next) fail(*range.name, "that overlaps another one");
      if (range.begin > next) fail(*range.name, "with unused bytes before it");
      next = range.end;
    }
    if (next != data_.data() + data_.size()) fail("holds bytes after the last tensor");
  }

  const MappedFile& file_;
  const std::filesystem::path& path_;
  std::span<const std::byte> data_;
};

}  // namespace

bool looks_like_safetensors(std::span<const std::byte> bytes) {
  return bytes.size() > kLengthBytes && bytes[kLengthBytes] == std::byte{'{'};
}

Checkpoint parse_safetensors(const MappedFile& file, const std::filesystem::path& path) {
  return Reader(file, path).read();
}

}  // namespace pyra

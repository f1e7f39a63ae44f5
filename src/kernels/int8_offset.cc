#include "kernels/int8_offset.h"

#include "kernels/product_description.h"

namespace pyra {
namespace {

/// As oneDNN lays a weight out for rows of `input`.
std::size_t packed_size(dnnl::memory::data_type input) {
  using Type = dnnl::memory::data_type;
  using Tag = dnnl::memory::format_tag;
  constexpr std::int64_t kSide = 512;  // of a common product
  const dnnl::memory::dims square{kSide, kSide};
  return onednn::describe_product(onednn::cpu(), {square, input, Tag::ab}, {square, Type::s8, Tag::any}, {},
                                  {square, Type::s32, Tag::ab}, {})
      .weights_desc()
      .get_size();
}

bool has_vnni() { return dnnl::get_effective_cpu_isa() >= dnnl::cpu_isa::avx512_core_vnni; }

std::int32_t choose() {
  if (!has_vnni()) return 0;
  try {
    using Type = dnnl::memory::data_type;
    return packed_size(Type::s8) > packed_size(Type::u8) ? 128 : 0;
  } catch (const dnnl::error&) {  // no such product: signed is what every machine has
    return 0;
  }
}

}  // namespace

std::int32_t int8_offset() {
  static const std::int32_t offset = choose();
  return offset;
}

std::int32_t largest_int8_weight() {
  static const std::int32_t largest = has_vnni() ? 127 : 63;
  return largest;
}

}  // namespace pyra

#include "kernels/packed_weight.h"

#include <algorithm>
#include <cmath>

#include "base/memory/room.h"
#include "kernels/int8_offset.h"
#include "kernels/product_description.h"

namespace pyra {

using dnnl::memory;
using onednn::cpu;
using onednn::description_of;
using onednn::type_of;
using Tag = memory::format_tag;

namespace {

// The layout of a packed weight is chosen for this many rows and serves all others.
constexpr std::int64_t kTypicalRows = 512;

Element accumulator(Element element) { return element == Element::s8 ? Element::s32 : element; }

void reorder(memory from, memory to) {
  require_room(kRoomForKernels);
  dnnl::stream stream(cpu());
  dnnl::reorder(from, to).execute(stream, from, to);
  stream.wait();
}

/// The columns that the layout keeps together, where it keeps such groups one after another.
std::int64_t grain_of(const memory::desc& whole, std::int64_t inner, std::int64_t columns, Element element) {
  for (const std::int64_t grain : {64, 48, 32, 16}) {
    if (columns % grain != 0 || columns == grain) continue;
    try {
      const std::size_t first = whole.submemory_desc({inner, grain}, {0, 0}).get_size();
      const memory::desc rest = whole.submemory_desc({inner, columns - grain}, {0, grain});
      const auto groups = static_cast<std::size_t>(columns / grain);
      if (static_cast<std::size_t>(onednn::offset_of(rest)) * element_size(element) == first &&
          first * groups == whole.get_size()) {
        return grain;
      }
    } catch (const dnnl::error&) {  // the layout has no such part
    }
  }
  return 0;
}

}  // namespace

PackedWeight::PackedWeight(const float* weight, std::int64_t out, std::int64_t in, Element element,
                           bool transposed) {
  const std::int64_t inner = transposed ? out : in, columns = transposed ? in : out;
  // [K, N] over the checkpoint's own memory; W^T is read through its strides.
  const memory::dims strides = transposed ? memory::dims{in, 1} : memory::dims{1, in};
  auto impl = std::make_shared<Impl>(Impl{{}, {}, inner, columns, element, transposed, {}, {}, 0});
  const memory::desc any({inner, columns}, type_of(element), Tag::any);
  Product::Setting typical;
  typical.output = accumulator(element);
  const auto wanted = description_of(kTypicalRows, any, inner, columns, element, typical).weights_desc();
  impl->memory = LargeMemory(wanted.get_size());
  impl->packed = memory(wanted, cpu(), impl->memory.data());
  impl->column_grain = grain_of(wanted, inner, columns, element);
  if (element != Element::s8) {
    reorder(memory({{inner, columns}, memory::data_type::f32, strides}, cpu(), const_cast<float*>(weight)),
            impl->packed);
  } else {
    std::vector<std::int8_t> rounded(static_cast<std::size_t>(out * in));
    impl->scales.resize(static_cast<std::size_t>(columns));
    impl->zero_sums.resize(static_cast<std::size_t>(columns));
    for (std::int64_t n = 0; n < columns; ++n) {
      float largest = 0;
      for (std::int64_t k = 0; k < inner; ++k)
        largest = std::max(largest, std::fabs(weight[k * strides[0] + n * strides[1]]));
      const float scale = largest > 0 ? largest / static_cast<float>(largest_int8_weight()) : 1;
      impl->scales[static_cast<std::size_t>(n)] = scale;
      for (std::int64_t k = 0; k < inner; ++k) {
        const std::int64_t at = k * strides[0] + n * strides[1];
        const auto integer = static_cast<std::int8_t>(std::lrint(weight[at] / scale));
        rounded[static_cast<std::size_t>(at)] = integer;
        impl->zero_sums[static_cast<std::size_t>(n)] += int8_offset() * integer;
      }
    }
    reorder(memory({{inner, columns}, memory::data_type::s8, strides}, cpu(), rounded.data()), impl->packed);
  }
  impl_ = std::move(impl);
}

std::int64_t PackedWeight::inner() const { return impl_->inner; }
std::int64_t PackedWeight::columns() const { return impl_->columns; }
Element PackedWeight::element() const { return impl_->element; }
std::int64_t PackedWeight::column_grain() const { return impl_->column_grain; }
const std::vector<float>& PackedWeight::scales() const { return impl_->scales; }
const std::vector<std::int32_t>& PackedWeight::zero_sums() const { return impl_->zero_sums; }
std::size_t PackedWeight::bytes() const { return impl_->packed.get_desc().get_size(); }

std::vector<float> PackedWeight::unpack() const {
  const std::int64_t out = impl_->transposed ? impl_->inner : impl_->columns;
  const std::int64_t in = impl_->transposed ? impl_->columns : impl_->inner;
  const memory::dims strides = impl_->transposed ? memory::dims{in, 1} : memory::dims{1, in};
  std::vector<float> weight(static_cast<std::size_t>(out * in));
  reorder(impl_->packed,
          memory({{inner(), columns()}, memory::data_type::f32, strides}, cpu(), weight.data()));
  for (std::size_t n = 0; n < impl_->scales.size(); ++n) {
    for (std::int64_t k = 0; k < inner(); ++k) {
      weight[static_cast<std::size_t>(k * strides[0] + static_cast<std::int64_t>(n) * strides[1])] *=
          impl_->scales[n];
    }
  }
  return weight;
}

}  // namespace pyra

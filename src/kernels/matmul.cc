#include "kernels/matmul.h"

#include <cstddef>

#include "base/memory/room.h"
#include "base/threads/lending.h"
#include "kernels/packed_weight.h"
#include "kernels/product_description.h"
#include "pyra/error.h"

namespace pyra {

using dnnl::memory;
using onednn::cpu;

std::size_t element_size(Element element) {
  switch (element) {
    case Element::f32:
    case Element::s32:
      return 4;
    case Element::bf16:
      return 2;
    case Element::s8:
      return 1;
  }
  return 0;
}

std::string element_name(Element element) {
  switch (element) {
    case Element::f32:
      return "f32";
    case Element::bf16:
      return "bf16";
    case Element::s8:
      return "int8";
    case Element::s32:
      return "s32";
  }
  return "unknown";
}

void check_element(Element element) {
  if (element != Element::bf16) return;
  if (dnnl::get_effective_cpu_isa() < dnnl::cpu_isa::avx512_core) {
    throw InputError("this CPU has no AVX-512, so bf16 would be slower than float32; use f32 or int8",
                     code::kPrecisionUnable);
  }
}

namespace {

/// What oneDNN wants to be told with every call, kept from call to call: only the addresses differ.
struct Call {
  Call(const dnnl::matmul::primitive_desc& description, bool with_bias)
      : stream(cpu()),
        input(description.src_desc(), cpu(), nullptr),
        weight(description.weights_desc(), cpu(), nullptr),
        output(description.dst_desc(), cpu(), nullptr),
        bias(with_bias ? memory(description.query_md(dnnl::query::weights_md, 1), cpu(), nullptr) : memory()),
        scratch(description.scratchpad_desc(), cpu(), nullptr) {}

  dnnl::stream stream;
  memory input, weight, output, bias, scratch;
};

}  // namespace

struct Product::Impl {
  Impl(dnnl::matmul::primitive_desc&& of, const PackedWeight& weight, const Setting& setting)
      : description(std::move(of)),
        primitive(description),
        rows(setting.rows),
        inner(weight.inner()),
        columns(setting.columns > 0 ? setting.columns : weight.columns()),
        bias(setting.bias) {}

  dnnl::matmul::primitive_desc description;
  dnnl::matmul primitive;
  std::int64_t rows, inner, columns;
  bool bias;
  mutable Lending<Call> calls;
};

Product::Product(const PackedWeight& weight, const Setting& setting) {
  require_room(kRoomForKernels);
  try {
    const PackedWeight::Impl& whole = weight.impl();
    const std::int64_t columns = setting.columns > 0 ? setting.columns : whole.columns;
    auto description = onednn::description_of(
        setting.rows, columns < whole.columns ? whole.some_columns(columns) : whole.packed.get_desc(),
        whole.inner, columns, whole.element, setting);
    impl_ = std::make_shared<Impl>(std::move(description), weight, setting);
  } catch (const dnnl::error& error) {
    throw Failure("oneDNN has no product of [" + std::to_string(setting.rows) + ", " +
                  std::to_string(weight.inner()) + "] by [" + std::to_string(weight.inner()) + ", " +
                  std::to_string(weight.columns()) + "] in " + element_name(weight.element()) +
                  " on this CPU: " + error.what());
  }
}

void Product::run(const PackedWeight& weight, const void* input, const float* bias, void* output,
                  void* scratch, std::int64_t first_column) const {
  const auto call =
      impl_->calls.borrow([this] { return std::make_unique<Call>(impl_->description, impl_->bias); });
  call->input.set_data_handle(const_cast<void*>(input));
  // The layout pads the inner dimension: 588 numbers of a patch of 14 pixels take the room of 592.
  const std::size_t before =
      static_cast<std::size_t>(first_column) * (weight.bytes() / static_cast<std::size_t>(weight.columns()));
  call->weight.set_data_handle(static_cast<std::byte*>(weight.impl().packed.get_data_handle()) + before);
  call->output.set_data_handle(output);
  call->scratch.set_data_handle(scratch);
  // As the C interface has them: the C++ one builds a map and a list for each call.
  dnnl_exec_arg_t arguments[5] = {{DNNL_ARG_SRC, call->input.get()},
                                  {DNNL_ARG_WEIGHTS, call->weight.get()},
                                  {DNNL_ARG_DST, call->output.get()}};
  int count = 3;
  if (impl_->bias) {
    call->bias.set_data_handle(const_cast<float*>(bias));
    arguments[count++] = {DNNL_ARG_BIAS, call->bias.get()};
  }
  if (scratch != nullptr) arguments[count++] = {DNNL_ARG_SCRATCHPAD, call->scratch.get()};
  dnnl::error::wrap_c_api(
      dnnl_primitive_execute(impl_->primitive.get(), call->stream.get(), count, arguments),
      "could not run a product");
}

std::size_t Product::scratch_bytes() const { return impl_->description.scratchpad_desc().get_size(); }
double Product::macs() const {
  return static_cast<double>(impl_->rows) * static_cast<double>(impl_->inner) *
         static_cast<double>(impl_->columns);
}
std::string Product::implementation() const { return impl_->description.impl_info_str(); }

}  // namespace pyra

#include "kernels/matmul.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>

#include "base/memory/large_memory.h"
#include "base/memory/room.h"
#include "base/threads/lending.h"
#include "kernels/onednn.h"
#include "pyra/error.h"

namespace pyra {
namespace {

using dnnl::memory;
using Tag = memory::format_tag;

// The layout of a packed weight is chosen for this many rows and serves all others.
constexpr std::int64_t kTypicalRows = 512;

const dnnl::engine& cpu() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

memory::data_type type_of(Element element) {
  switch (element) {
    case Element::f32:
      return memory::data_type::f32;
    case Element::bf16:
      return memory::data_type::bf16;
    case Element::s8:
      return memory::data_type::s8;
    case Element::s32:
      return memory::data_type::s32;
  }
  return memory::data_type::undef;
}

Element accumulator(Element element) { return element == Element::s8 ? Element::s32 : element; }

struct Function {
  dnnl::algorithm algorithm;
  float alpha;
};

std::optional<Function> function_of(Epilogue epilogue) {
  switch (epilogue) {
    case Epilogue::gelu:
      return Function{dnnl::algorithm::eltwise_gelu_erf, 0};
    case Epilogue::quick_gelu:
      return Function{dnnl::algorithm::eltwise_swish, 1.702F};  // z sigmoid(alpha z)
    case Epilogue::gelu_tanh:
      return Function{dnnl::algorithm::eltwise_gelu_tanh, 0};
    case Epilogue::none:
    case Epilogue::add:
      return std::nullopt;
  }
  return std::nullopt;
}

dnnl::matmul::primitive_desc describe_product(std::int64_t rows, const memory::desc& weight,
                                              std::int64_t inner, std::int64_t columns, Element element,
                                              const Product::Setting& setting) {
  const memory::desc input({rows, inner}, type_of(element), Tag::ab);
  const memory::desc output({rows, columns}, type_of(setting.output), Tag::ab);
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  dnnl::post_ops after;
  if (const auto function = function_of(setting.epilogue))
    onednn::append_function(after, function->algorithm, function->alpha);
  if (setting.epilogue == Epilogue::add) after.append_sum(1.0F);
  attributes.set_post_ops(after);
  // A bias without dimensions is none.
  const memory::desc bias =
      setting.bias ? memory::desc({1, columns}, memory::data_type::f32, Tag::ab) : memory::desc();
  return onednn::describe_product(cpu(), input, weight, bias, output, attributes);
}

void reorder(memory from, memory to) {
  require_room(kRoomForKernels);
  dnnl::stream stream(cpu());
  dnnl::reorder(from, to).execute(stream, from, to);
  stream.wait();
}

}  // namespace

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

struct PackedWeight::Impl {
  LargeMemory memory;
  dnnl::memory packed;
  std::int64_t inner, columns;
  Element element;
  bool transposed;
  std::vector<float> scales;
};

PackedWeight::PackedWeight(const float* weight, std::int64_t out, std::int64_t in, Element element,
                           bool transposed) {
  const std::int64_t inner = transposed ? out : in, columns = transposed ? in : out;
  // [K, N] over the checkpoint's own memory; W^T is read through its strides.
  const memory::dims strides = transposed ? memory::dims{in, 1} : memory::dims{1, in};
  auto impl = std::make_shared<Impl>(Impl{{}, {}, inner, columns, element, transposed, {}});
  const memory::desc any({inner, columns}, type_of(element), Tag::any);
  Product::Setting typical;
  typical.output = accumulator(element);
  const auto wanted = describe_product(kTypicalRows, any, inner, columns, element, typical).weights_desc();
  impl->memory = LargeMemory(wanted.get_size());
  impl->packed = memory(wanted, cpu(), impl->memory.data());
  if (element != Element::s8) {
    reorder(memory({{inner, columns}, memory::data_type::f32, strides}, cpu(), const_cast<float*>(weight)),
            impl->packed);
  } else {
    std::vector<std::int8_t> rounded(static_cast<std::size_t>(out * in));
    impl->scales.resize(static_cast<std::size_t>(columns));
    for (std::int64_t n = 0; n < columns; ++n) {
      float largest = 0;
      for (std::int64_t k = 0; k < inner; ++k)
        largest = std::max(largest, std::fabs(weight[k * strides[0] + n * strides[1]]));
      const float scale = largest > 0 ? largest / 127 : 1;
      impl->scales[static_cast<std::size_t>(n)] = scale;
      for (std::int64_t k = 0; k < inner; ++k) {
        const std::int64_t at = k * strides[0] + n * strides[1];
        rounded[static_cast<std::size_t>(at)] = static_cast<std::int8_t>(std::lrint(weight[at] / scale));
      }
    }
    reorder(memory({{inner, columns}, memory::data_type::s8, strides}, cpu(), rounded.data()), impl->packed);
  }
  impl_ = std::move(impl);
}

std::int64_t PackedWeight::inner() const { return impl_->inner; }
std::int64_t PackedWeight::columns() const { return impl_->columns; }
Element PackedWeight::element() const { return impl_->element; }
const std::vector<float>& PackedWeight::scales() const { return impl_->scales; }
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

namespace {

/// What oneDNN wants to be told with every call, kept from call to call: only the addresses differ.
struct Call {
  Call(const dnnl::matmul::primitive_desc& description, bool with_bias)
      : stream(cpu()),
        input(description.src_desc(), cpu(), nullptr),
        output(description.dst_desc(), cpu(), nullptr),
        bias(with_bias ? memory(description.query_md(dnnl::query::weights_md, 1), cpu(), nullptr) : memory()),
        scratch(description.scratchpad_desc(), cpu(), nullptr) {}

  dnnl::stream stream;
  memory input, output, bias, scratch;
};

}  // namespace

struct Product::Impl {
  Impl(dnnl::matmul::primitive_desc&& of, const PackedWeight& weight, const Setting& setting)
      : description(std::move(of)),
        primitive(description),
        rows(setting.rows),
        inner(weight.inner()),
        columns(weight.columns()),
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
    auto description = describe_product(setting.rows, weight.impl().packed.get_desc(), weight.inner(),
                                        weight.columns(), weight.element(), setting);
    impl_ = std::make_shared<Impl>(std::move(description), weight, setting);
  } catch (const dnnl::error& error) {
    throw Failure("oneDNN has no product of [" + std::to_string(setting.rows) + ", " +
                  std::to_string(weight.inner()) + "] by [" + std::to_string(weight.inner()) + ", " +
                  std::to_string(weight.columns()) + "] in " + element_name(weight.element()) +
                  " on this CPU: " + error.what());
  }
}

void Product::run(const PackedWeight& weight, const void* input, const float* bias, void* output,
                  void* scratch) const {
  const auto call =
      impl_->calls.borrow([this] { return std::make_unique<Call>(impl_->description, impl_->bias); });
  call->input.set_data_handle(const_cast<void*>(input));
  call->output.set_data_handle(output);
  call->scratch.set_data_handle(scratch);
  // As the C interface has them: the C++ one builds a map and a list for each call.
  dnnl_exec_arg_t arguments[5] = {{DNNL_ARG_SRC, call->input.get()},
                                  {DNNL_ARG_WEIGHTS, weight.impl().packed.get()},
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

#include "ops/gpu_dropout_op.h"

#include "ops/autograd.h"

namespace pyra {
namespace {

/// One mask.
struct Mask {
  const GpuTokenOps* ops;
  std::uint64_t seed;
  float probability;
  at::Tensor step_seed;

  at::Tensor operator()(const at::Tensor& x) const {
    at::Tensor y = at::empty_like(x);
    const auto* const changed =
        step_seed.defined() ? reinterpret_cast<const std::uint64_t*>(step_seed.const_data_ptr<std::int64_t>())
                            : nullptr;
    ops->kernels().dropout(x.const_data_ptr(),
                           x.scalar_type() == at::kBFloat16 ? GpuElement::bf16 : GpuElement::f32, x.numel(),
                           {seed, changed, probability}, y.mutable_data_ptr(), ops->stream_of(x));
    return y;
  }
};

struct DropoutOp : Function<DropoutOp> {
  static Variable forward(AutogradContext* context, const Variable& x, const Mask& mask) {
    context->saved_data["mask"] = hold(mask);
    return mask(x);
  }
  static variable_list backward(AutogradContext* context, const variable_list& gradient) {
    const auto& mask = held<Mask>(context->saved_data["mask"]);
    return {mask(gradient[0].contiguous()), Variable()};
  }
};

}  // namespace

at::Tensor gpu_dropout(const GpuTokenOps& ops, const at::Tensor& x, double probability, const Draws& draws) {
  const at::Tensor values = x.scalar_type() == at::kBFloat16 ? x.contiguous() : x.to(at::kFloat).contiguous();
  return DropoutOp::apply(
      values, Mask{&ops, next_seed(draws.random), static_cast<float>(probability), draws.step_seed});
}

}  // namespace pyra

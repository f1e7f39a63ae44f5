#include "ops/gpu_merge_op.h"

#include "ops/autograd.h"

namespace pyra {
namespace {

/// What both passes need besides tensors.
struct Setting {
  const GpuTokenOps* ops;
  double eps;
};

/// The inputs as the kernels read them.
struct Inputs {
  at::Tensor x, size, source, destination, row, w_r, w_d, norm_weight, norm_bias;

  GpuTokens tokens() const { return {x.size(0), x.size(1), x.size(2), 0, source.size(1)}; }
  GpuMatching matching() const {
    return {source.mutable_data_ptr<std::int32_t>(), destination.mutable_data_ptr<std::int32_t>(),
            row.mutable_data_ptr<std::int32_t>()};
  }
  GpuModulation modulation(double eps) const {
    return {w_r.const_data_ptr<float>(),
            w_d.const_data_ptr<float>(),
            norm_weight.const_data_ptr<float>(),
            norm_bias.const_data_ptr<float>(),
            w_r.numel(),
            static_cast<float>(eps)};
  }
};

struct MergeOp : Function<MergeOp> {
  static variable_list forward(AutogradContext* context, const Variable& x, const Variable& w_r,
                               const Variable& w_d, const Variable& norm_weight, const Variable& norm_bias,
                               const Variable& size, const Variable& source, const Variable& destination,
                               const Variable& row, const Setting& setting) {
    const Inputs in{x, size, source, destination, row, w_r, w_d, norm_weight, norm_bias};
    const GpuTokens tokens = in.tokens();
    const std::int64_t left = tokens.tokens - tokens.rate;
    const at::Tensor merged = at::empty({tokens.pictures, left, tokens.channels}, x.options()),
                     merged_size = at::empty({tokens.pictures, left}, size.options());
    const CudaTokenOps& kernels = setting.ops->kernels();
    const at::Tensor scratch = bytes_like(x, kernels.merge_scratch(tokens));
    kernels.merge(x.const_data_ptr<float>(), size.const_data_ptr<float>(), in.matching(), tokens,
                  in.modulation(setting.eps), merged.mutable_data_ptr<float>(),
                  merged_size.mutable_data_ptr<float>(), scratch.mutable_data_ptr(),
                  setting.ops->stream_of(x));
    context->save_for_backward(
        {x, size, source, destination, row, w_r, w_d, norm_weight, norm_bias, merged_size});
    context->saved_data["setting"] = hold(setting);
    context->mark_non_differentiable({merged_size});
    return {merged, merged_size};
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradient) {
    const auto& setting = held<Setting>(context->saved_data["setting"]);
    const auto s = context->get_saved_variables();
    const Inputs in{s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8]};
    const GpuTokens tokens = in.tokens();
    const at::Tensor upstream = gradient[0].to(at::kFloat).contiguous(), x = at::empty_like(in.x);
    const auto of_pictures = [&](std::int64_t numbers) {
      return at::empty({tokens.pictures, numbers}, in.x.options());
    };
    const at::Tensor w_r = of_pictures(in.w_r.numel()), w_d = of_pictures(tokens.channels),
                     weight = of_pictures(tokens.channels), bias = of_pictures(tokens.channels);
    const CudaTokenOps& kernels = setting.ops->kernels();
    const at::Tensor scratch = bytes_like(x, kernels.merge_backward_scratch(tokens));
    kernels.merge_backward(
        in.x.const_data_ptr<float>(), in.size.const_data_ptr<float>(), in.matching(), tokens,
        in.modulation(setting.eps), s[9].const_data_ptr<float>(), upstream.const_data_ptr<float>(),
        {x.mutable_data_ptr<float>(), w_r.mutable_data_ptr<float>(), w_d.mutable_data_ptr<float>(),
         weight.mutable_data_ptr<float>(), bias.mutable_data_ptr<float>()},
        scratch.mutable_data_ptr(), setting.ops->stream_of(in.x));
    variable_list result{x};
    if (in.w_r.numel() > 0) result = {x, w_r.sum(0), w_d.sum(0), weight.sum(0), bias.sum(0)};
    result.resize(10);  // none for sizes, matching and setting
    return result;
  }
};

}  // namespace

Merged gpu_merge(const GpuTokenOps& ops, const at::Tensor& x, const at::Tensor& size, const Match& match,
                 const ModulationWeights& weights) {
  const auto plain = [&](const at::Tensor& tensor) {
    return tensor.defined() ? tensor.to(at::kFloat).contiguous()
                            : at::empty({0}, x.options().dtype(at::kFloat));
  };
  const variable_list out = MergeOp::apply(
      plain(x), plain(weights.w_r), plain(weights.w_d), plain(weights.norm_weight), plain(weights.norm_bias),
      plain(size), match.source, match.destination, match.row, Setting{&ops, weights.eps});
  return {out[0], out[1]};
}

}  // namespace pyra

#include "ops/cpu_merge_op.h"

#include "ops/autograd.h"
#include "ops/for_pictures.h"
#include "ops/modulated_pairs.h"

namespace pyra {
namespace {

/// merged [B, N', C], merged_size [B, N'].
Merged forward_pass(const at::Tensor& x, const MergeInputs& in) {
  const MergeShape shape{in.tokens(), x.size(2), in.rate()};
  const std::int64_t left = shape.tokens - shape.rate;
  Merged merged{at::empty({in.pictures(), left, shape.channels}, x.options()),
                at::empty({in.pictures(), left}, x.options())};
  const auto* from = x.const_data_ptr<float>();
  auto *to = merged.x.mutable_data_ptr<float>(), *size = merged.size.mutable_data_ptr<float>();
  for_pictures(in.pictures(), modulate_scratch(shape, in.ranks()), [&](std::int64_t b, void* scratch) {
    const float* picture = from + b * shape.tokens * shape.channels;
    float *rows = to + b * left * shape.channels, *row_size = size + b * left;
    const MatchedTokens match = in.match(b);
    merge_tokens(picture, in.sizes(b), match.row, shape, rows, row_size);
    if (in.ranks() > 0)
      modulate_tokens(picture, in.sizes(b), match, shape, in.modulation(), row_size, rows, scratch);
  });
  return merged;
}

/// Gradients of x, w_r, w_d, norm_weight and norm_bias, those of the weights for each picture.
variable_list backward_pass(const at::Tensor& upstream, const at::Tensor& merged_size,
                            const at::Tensor& pairs, const MergeInputs& in) {
  const MergeShape shape{in.tokens(), upstream.size(2), in.rate()};
  const std::int64_t left = shape.tokens - shape.rate, ranks = in.ranks();
  const auto of_pictures = [&](std::int64_t numbers) {
    return at::zeros({in.pictures(), numbers}, upstream.options());
  };
  const variable_list to{at::empty({in.pictures(), shape.tokens, shape.channels}, upstream.options()),
                         of_pictures(ranks), of_pictures(shape.channels), of_pictures(shape.channels),
                         of_pictures(shape.channels)};
  const auto of_picture = [](const at::Tensor& values, std::int64_t b) {
    return values.mutable_data_ptr<float>() + b * values.stride(0);
  };
  const std::size_t bytes = ranks > 0 ? pair_gradient_scratch(in, shape.channels) : 0;
  for_pictures(in.pictures(), bytes, [&](std::int64_t b, void* scratch) {
    const float *gradient = upstream.const_data_ptr<float>() + b * left * shape.channels,
                *size = merged_size.const_data_ptr<float>() + b * left;
    float* x = of_picture(to[0], b);
    merge_tokens_backward(gradient, in.sizes(b), size, in.match(b).row, shape, x);
    if (ranks == 0) return;
    add_pair_gradient(
        pairs.const_data_ptr<float>() + b * 2 * ranks * shape.channels, in, b, shape.channels, size, gradient,
        {x, of_picture(to[1], b), of_picture(to[2], b), of_picture(to[3], b), of_picture(to[4], b)}, scratch);
  });
  return to;
}

struct CpuMerge : Function<CpuMerge> {
  static variable_list forward(AutogradContext* context, const Variable& x, const Variable& w_r,
                               const Variable& w_d, const Variable& norm_weight, const Variable& norm_bias,
                               const Variable& size, const Variable& source, const Variable& destination,
                               const Variable& row, double eps) {
    const MergeInputs in{w_r, w_d, norm_weight, norm_bias, size, source, destination, row, eps};
    const Merged merged = forward_pass(x, in);
    context->save_for_backward({w_r, w_d, norm_weight, norm_bias, size, source, destination, row, merged.size,
                                modulated_pairs(x, in)});
    context->saved_data["eps"] = eps;
    context->mark_non_differentiable({merged.size});
    return {merged.x, merged.size};
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradient) {
    const auto s = context->get_saved_variables();
    const MergeInputs in{
        s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], context->saved_data["eps"].toDouble()};
    variable_list result = backward_pass(gradient[0].to(at::kFloat).contiguous(), s[8], s[9], in);
    for (std::size_t i = 1; i < result.size(); ++i)
      result[i] = in.ranks() > 0 ? result[i].sum(0) : Variable();
    result.resize(10);  // none for sizes, matching and eps
    return result;
  }
};

}  // namespace

Merged cpu_merge(const at::Tensor& x, const at::Tensor& size, const Match& match,
                 const ModulationWeights& weights) {
  const auto plain = [&](const at::Tensor& tensor) {
    return tensor.defined() ? tensor.to(at::kFloat).contiguous()
                            : at::empty({0}, x.options().dtype(at::kFloat));
  };
  const variable_list out =
      CpuMerge::apply(plain(x), plain(weights.w_r), plain(weights.w_d), plain(weights.norm_weight),
                      plain(weights.norm_bias), plain(size), match.source.contiguous(),
                      match.destination.contiguous(), match.row.contiguous(), weights.eps);
  return {out[0], out[1]};
}

}  // namespace pyra

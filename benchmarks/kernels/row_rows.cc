// Kernels that go over rows of numbers once.
#include "base/bf16_convert.h"
#include "kernel_rows.h"
#include "kernels/dropout.h"
#include "kernels/gelu.h"
#include "kernels/layer_norm.h"
#include "kernels/layer_norm_backward.h"
#include "kernels/quantise.h"

namespace pyra::kernel_bench {
namespace {

struct Rows {
  NormWeights norm() const { return {channels.data(), channels.data(), kChannels, 1e-6F}; }
  ScaledSums sums() const {
    return {integers.data(), row_scale.data(), channels.data(), channels.data(), kTokens, kHidden};
  }

  std::vector<float> x = *random_buffer(kTokens * kHidden), to = *buffer<float>(kTokens * kHidden),
                     channels = *random_buffer(kHidden);
  std::vector<Bf16> narrow = *buffer<Bf16>(kTokens * kHidden), narrow_to = narrow;
  std::vector<std::int32_t> integers = *buffer<std::int32_t>(kTokens * kHidden);
  std::vector<std::int8_t> bytes = *buffer<std::int8_t>(kTokens * kHidden);
  std::vector<float> row_scale = *random_buffer(kTokens), scale = *buffer<float>(kTokens),
                     row = *buffer<float>(kHidden);
};

}  // namespace

void add_row_rows(KernelRows& rows) {
  const auto r = std::make_shared<Rows>();
  for (std::size_t i = 0; i < r->x.size(); ++i) {
    r->narrow[i] = from_float<Bf16>(r->x[i]);
    r->integers[i] = static_cast<std::int32_t>(r->x[i] * 1e4F);
  }
  const double residual = kTokens * kChannels, hidden = kTokens * kHidden;
  const auto add = [&](const std::string& name, double bytes, std::function<void()> run) {
    rows.push_back({name, 0, bytes, false, std::move(run)});
  };
  add("layer_norm f32", residual * 8, [=] { layer_norm(r->x.data(), kTokens, r->norm(), r->to.data()); });
  add("layer_norm bf16", residual * 6,
      [=] { layer_norm(r->x.data(), kTokens, r->norm(), r->narrow_to.data()); });
  add("layer_norm int8", residual * 5,
      [=] { layer_norm(r->x.data(), kTokens, r->norm(), r->bytes.data(), r->scale.data(), r->row.data()); });
  add("layer_norm_backward", residual * 12,
      [=] { layer_norm_backward(r->x.data(), r->x.data(), kTokens, r->norm(), r->to.data()); });
  add("quantise_rows f32", hidden * 5,
      [=] { quantise_rows(r->x.data(), kTokens, kHidden, r->bytes.data(), r->scale.data()); });
  add("quantise_rows bf16", hidden * 3,
      [=] { quantise_rows(r->narrow.data(), kTokens, kHidden, r->bytes.data(), r->scale.data()); });
  add("dequantise f32", hidden * 8, [=] { dequantise(r->sums(), r->to.data()); });
  add("dequantise_gelu", hidden * 5,
      [=] { dequantise_gelu(r->sums(), Activation::gelu, r->bytes.data(), r->scale.data(), r->row.data()); });
  add("gelu f32", hidden * 8, [=] { gelu(Activation::gelu, r->x.data(), kTokens * kHidden, r->to.data()); });
  add("gelu bf16", hidden * 4,
      [=] { gelu(Activation::gelu, r->narrow.data(), kTokens * kHidden, r->narrow_to.data()); });
  add("gelu_backward f32", hidden * 12,
      [=] { gelu_backward(Activation::gelu, r->x.data(), r->x.data(), kTokens * kHidden, r->to.data()); });
  add("dropout", residual * 8, [=] {
    dropout(r->x.data(), 0, kTokens * kChannels, {1, 0.1F}, r->to.data());
  });
}

}  // namespace pyra::kernel_bench

#include <cuda_bf16.h>

#include <algorithm>

#include "engine/cuda/heed_step.h"
#include "engine/cuda/plan.h"
#include "reducers/tome/cuda/merge_tokens.h"

namespace pyra::cuda {
namespace {

std::size_t elements(std::int64_t a, std::int64_t b) {
  return static_cast<std::size_t>(a) * static_cast<std::size_t>(b);
}

/// The most that matching and merging of any block need.
template <typename T>
std::size_t scratch_bytes(const DeviceModel<T>& model, std::int64_t batch) {
  const VitConfig& c = model.config;
  std::size_t most = 0;
  std::int64_t tokens = c.tokens();
  for (const std::int64_t rate : model.rates) {
    if (rate == 0) continue;
    if (model.heeds) most = std::max(most, heed_scratch(heed_match(c, batch, tokens, rate)));
    most = std::max({most, match_scratch({batch, tokens, c.heads, c.head_dim(), c.prefix_tokens(), rate}),
                     merge_scratch({batch, tokens, c.dim, rate})});
    tokens -= rate;
  }
  return most;
}

}  // namespace

template <typename T>
PassMemory<T>::PassMemory(const DeviceModel<T>& model, std::int64_t batch) {
  const VitConfig& c = model.config;
  const std::int64_t rows_count = batch * c.tokens();
  const std::size_t patch_inputs = elements(batch * c.patches(), 3 * c.patch * c.patch);
  images = DeviceArray<float>(elements(batch, 3 * c.image_height * c.image_width));
  wide = DeviceArray<T>(
      std::max({patch_inputs, elements(rows_count, 3 * c.dim), elements(rows_count, c.mlp_up())}));
  if (c.gated_mlp) gated = DeviceArray<T>(elements(rows_count, c.mlp_dim));
  narrow = DeviceArray<T>(elements(rows_count, c.dim));
  const DeviceBlock<T>& block = model.blocks.front();
  if (block.bottleneck && block.bottleneck->reads_mlp()) branch = DeviceArray<T>(elements(rows_count, c.dim));
  if (block.bottleneck) bottleneck = DeviceArray<T>(elements(rows_count, block.bottleneck->down.out));
  for (int side = 0; side < 2; ++side) {
    rows[side] = DeviceArray<float>(elements(rows_count, c.dim));
    size[side] = DeviceArray<float>(static_cast<std::size_t>(rows_count));
    features[side] = DeviceArray<float>(elements(batch, std::max({c.dim, c.pre_logits, c.features()})));
    logits[side] = DeviceArray<float>(elements(batch, c.classes > 0 ? c.classes : c.features()));
  }
  log_size = DeviceArray<float>(static_cast<std::size_t>(rows_count));
  queries = DeviceArray<T>(elements(batch * c.prefix_tokens(), c.dim));
  matching = DeviceArray<std::int32_t>(elements(3, rows_count));
  scratch = DeviceArray<std::byte>(scratch_bytes(model, batch));
}

template <typename T>
std::size_t PassMemory<T>::bytes() const {
  std::size_t floats = images.size() + log_size.size(), elements = wide.size() + narrow.size() +
                                                                   branch.size() + bottleneck.size() +
                                                                   gated.size() + queries.size();
  for (int side = 0; side < 2; ++side)
    floats += rows[side].size() + size[side].size() + features[side].size() + logits[side].size();
  return floats * sizeof(float) + elements * sizeof(T) + matching.size() * sizeof(std::int32_t) +
         scratch.size();
}

template struct PassMemory<float>;
template struct PassMemory<__nv_bfloat16>;

}  // namespace pyra::cuda

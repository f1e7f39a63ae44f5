#include <cuda_bf16.h>

#include <cmath>

#include "engine/cuda/pass_parts.h"
#include "kernels/cuda/attention.h"
#include "kernels/cuda/elementwise.h"
#include "kernels/cuda/gate.h"
#include "kernels/cuda/rows.h"
#include "reducers/tome/cuda/merge_tokens.h"

namespace pyra::cuda {
namespace {

float attention_scale(const VitConfig& config) {
  return 1 / std::sqrt(static_cast<float>(config.head_dim()));
}

double attention_gmac(std::int64_t batch, std::int64_t queries, std::int64_t keys, std::int64_t dim) {
  return 2e-9 * static_cast<double>(batch * queries) * static_cast<double>(keys * dim);
}

}  // namespace

template <typename T>
void PassBuilder<T>::block(std::size_t index, Tokens& tokens) {
  const VitConfig& c = model_.config;
  const DeviceBlock<T>& weights = model_.blocks[index];
  const std::int64_t rows = batch_ * tokens.count;
  T *narrow = memory_.narrow.get(), *qkv = memory_.wide.get();
  normalise(tokens.x, rows, weights.norm1, narrow);
  multiply("qkv", weights.qkv, rows, Use::store, narrow, qkv);
  const AttentionBatch shape{batch_, c.heads, tokens.count, tokens.count, c.head_dim()};
  const AttentionInput<T> in{qkv,
                             qkv + c.dim,
                             qkv + 2 * c.dim,
                             3 * c.dim,
                             3 * c.dim,
                             tokens.size != nullptr ? memory_.log_size.get() : nullptr,
                             attention_scale(c)};
  add(
      "attention", [=, dim = c.dim](cudaStream_t stream) { attention(in, shape, narrow, dim, stream); },
      attention_gmac(batch_, tokens.count, tokens.count, c.dim));
  multiply("proj", weights.proj, rows, Use::add, narrow, tokens.x);
  reduce(index, tokens);
  feed_forward(index, tokens);
}

template <typename T>
void PassBuilder<T>::reduce(std::size_t index, Tokens& tokens) {
  const VitConfig& c = model_.config;
  const std::int64_t rate = model_.rates[index], before = tokens.count;
  if (rate == 0) return;
  if (model_.heeds) return reduce_by_heed(rate, tokens);
  std::int32_t* indices = memory_.matching.get();
  const Matching matching{indices, indices + batch_ * before, indices + 2 * batch_ * before};
  std::byte* scratch = memory_.scratch.get();
  const MatchBatch match{batch_, before, c.heads, c.head_dim(), c.prefix_tokens(), rate};
  add(
      "match",
      [=, k = memory_.wide.get() + c.dim, k_row = 3 * c.dim](cudaStream_t stream) {
        match_tokens(k, k_row, nullptr, match, matching, scratch, stream);
      },
      1e-9 * static_cast<double>(batch_ * (before - before / 2)) *
          static_cast<double>((before / 2) * c.head_dim()));
  const int to = 1 - tokens.side;
  float *merged = memory_.rows[to].get(), *merged_size = memory_.size[to].get();
  const DeviceModulation& weights = model_.blocks[index].modulation;
  const Modulation modulation{weights.w_r.get(),
                              weights.w_d.get(),
                              weights.norm_weight.get(),
                              weights.norm_bias.get(),
                              weights.ranks < rate ? weights.ranks : rate,
                              weights.eps};
  const MergeBatch merge{batch_, before, c.dim, rate};
  add("merge", [=, x = tokens.x, size = tokens.size, log_size = memory_.log_size.get(),
                modulated = weights.ranks > 0](cudaStream_t stream) {
    merge_tokens(x, size, matching, merge, modulated ? &modulation : nullptr, merged, merged_size, log_size,
                 scratch, stream);
  });
  tokens = {merged, merged_size, before - rate, to};
}

template <typename T>
void PassBuilder<T>::feed_forward(std::size_t index, Tokens& tokens) {
  const DeviceBlock<T>& weights = model_.blocks[index];
  const std::int64_t rows = batch_ * tokens.count, dim = model_.config.dim;
  T* narrow = memory_.narrow.get();
  normalise(tokens.x, rows, weights.norm2, narrow);
  const T* hidden = up(weights.fc1, rows, narrow);
  const bool beside = weights.bottleneck && !weights.bottleneck->reads_mlp();
  if (beside) bottleneck(*weights.bottleneck, rows, narrow, tokens.x);  // x was read by the norm already
  if (!weights.bottleneck || beside) {
    multiply("fc2", weights.fc2, rows, Use::add, hidden, tokens.x);
    return;
  }
  T* branch = memory_.branch.get();
  multiply("fc2", weights.fc2, rows, Use::store, hidden, branch);
  add("bottleneck", [=, x = tokens.x](cudaStream_t stream) { add_rows(branch, rows * dim, x, stream); });
  bottleneck(*weights.bottleneck, rows, branch, tokens.x);
}

template <typename T>
const T* PassBuilder<T>::up(const DeviceDense<T>& fc1, std::int64_t rows, const T* from) {
  const VitConfig& c = model_.config;
  const Activation activation = c.activation;
  T* const wide = memory_.wide.get();
  if (!c.gated_mlp) {
    multiply("fc1+" + activation_name(activation), fc1, rows, Use::activate, from, wide, {}, activation);
    return wide;
  }
  const std::string name = "fc1+gate+" + activation_name(activation);
  multiply(name, fc1, rows, Use::store, from, wide);
  T* const gated = memory_.gated.get();
  add(name,
      [=, width = c.mlp_dim](cudaStream_t stream) { gate(activation, wide, rows, width, gated, stream); });
  return gated;
}

template <typename T>
void PassBuilder<T>::bottleneck(const DeviceBottleneck<T>& weights, std::int64_t rows, const T* from,
                                float* x) {
  T* hidden = memory_.bottleneck.get();
  const bool relus = weights.activation == BottleneckWeights::Activation::relu;
  multiply("bottleneck", weights.down, rows, Use::activate, from, hidden, {},
           relus ? Activation::relu : Activation::quick_gelu);
  multiply("bottleneck", weights.up, rows, Use::add, hidden, x);
}

template <typename T>
void PassBuilder<T>::prefix_block(Tokens& tokens) {
  const VitConfig& c = model_.config;
  const std::size_t last = model_.blocks.size() - 1;
  const DeviceBlock<T>& weights = model_.blocks[last];
  const std::int64_t rows = batch_ * tokens.count, prefix = c.prefix_tokens(), prefix_rows = batch_ * prefix;
  T *narrow = memory_.narrow.get(), *kv = memory_.wide.get(), *queries = memory_.queries.get();
  float* taken = memory_.rows[1 - tokens.side].get();
  add("qkv", [=, x = tokens.x, count = tokens.count, batch = batch_](cudaStream_t stream) {
    take_rows(x, {batch, count, c.dim}, prefix, taken, stream);
  });
  normalise(taken, prefix_rows, weights.norm1, narrow);
  multiply("qkv", weights.qkv, prefix_rows, Use::store, narrow, queries, {0, c.dim});
  normalise(tokens.x, rows, weights.norm1, narrow);
  multiply("qkv", weights.qkv, rows, Use::store, narrow, kv, {c.dim, 2 * c.dim});
  const AttentionBatch shape{batch_, c.heads, prefix, tokens.count, c.head_dim()};
  const AttentionInput<T> in{queries,           kv,
                             kv + c.dim,        c.dim,
                             2 * c.dim,         tokens.size != nullptr ? memory_.log_size.get() : nullptr,
                             attention_scale(c)};
  add(
      "attention", [=, dim = c.dim](cudaStream_t stream) { attention(in, shape, narrow, dim, stream); },
      attention_gmac(batch_, prefix, tokens.count, c.dim));
  multiply("proj", weights.proj, prefix_rows, Use::add, narrow, taken);
  tokens = {taken, nullptr, prefix, 1 - tokens.side};
  feed_forward(last, tokens);
}

template void PassBuilder<float>::block(std::size_t, Tokens&);
template void PassBuilder<float>::prefix_block(Tokens&);
template void PassBuilder<__nv_bfloat16>::block(std::size_t, Tokens&);
template void PassBuilder<__nv_bfloat16>::prefix_block(Tokens&);

}  // namespace pyra::cuda

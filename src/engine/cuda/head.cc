#include <cuda_bf16.h>

#include "engine/cuda/pass_parts.h"
#include "kernels/cuda/elementwise.h"
#include "kernels/cuda/rows.h"

namespace pyra::cuda {

template <typename T>
void PassBuilder<T>::pool(const Tokens& tokens, std::int64_t index, float* features) {
  const VitConfig& c = model_.config;
  const RowBatch rows{batch_, tokens.count, c.dim};
  if (c.pooling == Pooling::class_token) {
    if (model_.norm) {
      normalise(tokens.x + index * c.dim, batch_, *model_.norm, features, tokens.count * c.dim);
    } else {
      add("head", [=, x = tokens.x + index * c.dim](cudaStream_t stream) {
        take_rows(x, rows, 1, features, stream);
      });
    }
  } else {
    if (model_.norm) normalise(tokens.x, batch_ * tokens.count, *model_.norm, tokens.x);
    const bool both = c.pooling == Pooling::class_and_average;
    add("head", [=, x = tokens.x, size = tokens.size, prefix = c.prefix_tokens(),
                 width = c.pooled()](cudaStream_t stream) {
      if (both) take_rows(x, rows, 1, features, stream, width);
      mean_rows(x, size, rows, prefix, both ? features + rows.channels : features, stream, width);
    });
  }
  if (model_.fc_norm) normalise(features, batch_, *model_.fc_norm, features);
}

template <typename T>
void PassBuilder<T>::head(const Tokens& tokens) {
  const VitConfig& c = model_.config;
  float *features = memory_.features[0].get(), *other = memory_.features[1].get();
  pool(tokens, 0, features);
  if (model_.pre_logits) {
    multiply("head", *model_.pre_logits, batch_, Use::store, features, other);
    add("head", [=, count = batch_ * c.pre_logits](cudaStream_t stream) { tanh_of(other, count, stream); });
    std::swap(features, other);
  }
  const auto classify = [&](const std::optional<DeviceDense<float>>& dense, int head) {
    float* const logits = memory_.logits[head].get();
    memory_.head_reads[head] = features;
    if (dense) {
      multiply("head", *dense, batch_, Use::store, features, logits);
    } else {
      add("head", [=, rows = RowBatch{batch_, 1, c.features()}](cudaStream_t stream) {
        take_rows(features, rows, 1, logits, stream);
      });
    }
  };
  classify(model_.head, 0);
  if (!c.distilled) return;
  std::swap(features, other);  // what the first head read stays; a distilled model has no pre_logits
  pool(tokens, 1, features);
  classify(model_.head_distilled, 1);
}

template void PassBuilder<float>::head(const Tokens&);
template void PassBuilder<__nv_bfloat16>::head(const Tokens&);

}  // namespace pyra::cuda

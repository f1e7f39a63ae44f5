#include <cmath>

#include "base/bf16_convert.h"
#include "kernel_rows.h"
#include "reducers/pyra/modulate_tokens.h"
#include "reducers/shared/mean_keys.h"
#include "reducers/shared/segment_sum.h"

namespace pyra::kernel_bench {
namespace {

/// One picture between attention and MLP, and room for all that its reduction gives.
struct Reduction {
  explicit Reduction(std::int64_t removed) : rate(removed) {
    for (float& value : size) value = 1 + std::abs(value);
    for (std::size_t i = 0; i < qkv.size(); ++i) narrow[i] = from_float<Bf16>(qkv[i]);
    all(&modulation());
  }
  const Modulation& modulation() const { return weights; }
  void all(const Modulation* with) {
    mean_keys(qkv.data() + kChannels, 3 * kChannels, kTokens, kHeads, kHeadDim, metric.data());
    match_tokens(metric.data(), {kTokens, kHeadDim, 1, rate}, source.data(), destination.data(), row.data(),
                 scratch());
    merge_tokens(x.data(), size.data(), row.data(), merge(), merged.data(), merged_size.data());
    if (with != nullptr)
      modulate_tokens(x.data(), size.data(), match(), merge(), *with, merged_size.data(), merged.data(),
                      scratch());
  }
  void* scratch() {
    return memory.data() + (64 - reinterpret_cast<std::uintptr_t>(memory.data()) % 64) % 64 / sizeof(float);
  }
  MergeShape merge() const { return {kTokens, kChannels, rate}; }
  MatchedTokens match() const { return {source.data(), destination.data(), row.data()}; }

  std::int64_t rate;
  std::vector<float> qkv = *random_buffer(kTokens * 3 * kChannels), x = *random_buffer(kTokens * kChannels);
  std::vector<float> size = *random_buffer(kTokens), w_r = *random_buffer(rate),
                     channels = *random_buffer(kChannels);
  std::vector<Bf16> narrow = *buffer<Bf16>(kTokens * 3 * kChannels);
  std::vector<float> metric = *random_buffer(kTokens * kHeadDim),
                     merged = *buffer<float>(kTokens * kChannels);
  std::vector<float> merged_size = *buffer<float>(kTokens), gradient = *buffer<float>(kTokens * kChannels);
  std::vector<float> w_gradient = *buffer<float>(4 * kChannels), memory = *buffer<float>(1 << 18);
  std::vector<std::int32_t> source = *buffer<std::int32_t>(rate), destination = source,
                            row = *buffer<std::int32_t>(kTokens);
  Modulation weights{w_r.data(), channels.data(), channels.data(), channels.data(), rate, 1e-5F};
};

}  // namespace

void add_reduction_rows(KernelRows& rows) {
  for (const std::int64_t rate : {16, 40}) {
    const auto r = std::make_shared<Reduction>(rate);
    const std::string suffix = " R=" + std::to_string(rate);
    const double tokens = kTokens, row = kChannels * sizeof(float), ranks = static_cast<double>(rate),
                 left = tokens - ranks;
    if (rate == 16) {
      rows.push_back({"mean_keys f32", 0, tokens * (row + kHeadDim * 4), false, [=] {
                        mean_keys(r->qkv.data() + kChannels, 3 * kChannels, kTokens, kHeads, kHeadDim,
                                  r->metric.data());
                      }});
      rows.push_back({"mean_keys bf16", 0, tokens * (row / 2 + kHeadDim * 4), false, [=] {
                        mean_keys(r->narrow.data() + kChannels, 3 * kChannels, kTokens, kHeads, kHeadDim,
                                  r->metric.data());
                      }});
    }
    rows.push_back({"match_tokens" + suffix, 2.0 * 99 * 98 * kHeadDim, 0, false, [=] {
                      match_tokens(r->metric.data(), {kTokens, kHeadDim, 1, r->rate}, r->source.data(),
                                   r->destination.data(), r->row.data(), r->scratch());
                    }});
    rows.push_back({"merge_tokens" + suffix, 0, (tokens + left) * row, false, [=] {
                      merge_tokens(r->x.data(), r->size.data(), r->row.data(), r->merge(), r->merged.data(),
                                   r->merged_size.data());
                    }});
    rows.push_back({"merge_tokens_backward" + suffix, 0, (tokens + left) * row, false, [=] {
                      merge_tokens_backward(r->merged.data(), r->size.data(), r->merged_size.data(),
                                            r->row.data(), r->merge(), r->gradient.data());
                    }});
    rows.push_back({"modulate_tokens" + suffix, 0, 5 * ranks * row, false, [=] {
                      modulate_tokens(r->x.data(), r->size.data(), r->match(), r->merge(), r->modulation(),
                                      r->merged_size.data(), r->merged.data(), r->scratch());
                    }});
    rows.push_back({"modulate_tokens_backward" + suffix, 0, 10 * ranks * row, false, [=] {
                      float* w = r->w_gradient.data();
                      modulate_tokens_backward(
                          r->x.data(), r->size.data(), r->match(), r->merge(), r->modulation(),
                          r->merged_size.data(), r->merged.data(),
                          {r->gradient.data(), w, w + kChannels, w + 2 * kChannels, w + 3 * kChannels},
                          r->scratch());
                    }});
    rows.push_back(
        {"all steps (ToMe)" + suffix, 0, (2 * tokens + left) * row, false, [=] { r->all(nullptr); }});
    rows.push_back({"all steps (PYRA)" + suffix, 0, (2 * tokens + left + 5 * ranks) * row, false,
                    [=] { r->all(&r->modulation()); }});
  }
}

}  // namespace pyra::kernel_bench

#include <cmath>

#include "base/bf16_convert.h"
#include "kernel_rows.h"
#include "kernels/attention.h"

namespace pyra::kernel_bench {
namespace {

/// All heads of one picture, in place in the fused projections.
template <typename T>
struct Mixing {
  Mixing() {
    const std::vector<float> values = *random_buffer(static_cast<std::int64_t>(qkv.size()));
    for (std::size_t i = 0; i < qkv.size(); ++i) qkv[i] = from_float<T>(values[i]);
  }
  AttentionHead<T> head(std::int64_t index) const {
    const T* q = qkv.data() + index * kHeadDim;
    return {q, q + kChannels, q + 2 * kChannels, 3 * kChannels, 3 * kChannels, log_size.data(), 0.125F};
  }
  float* aligned() {
    return scratch.data() + (64 - reinterpret_cast<std::uintptr_t>(scratch.data()) % 64) % 64 / sizeof(float);
  }

  std::vector<T> qkv = *buffer<T>(kTokens * 3 * kChannels), out = *buffer<T>(kTokens * kChannels),
                 gradient = qkv;
  std::vector<float> log_size = *buffer<float>(kTokens), scratch = *buffer<float>(1 << 19);
};

template <typename T>
void add(KernelRows& rows, const std::string& element) {
  const auto m = std::make_shared<Mixing<T>>();
  constexpr AttentionShape kShape{kTokens, kTokens, kHeadDim};
  const double flops = 4.0 * kTokens * kTokens * kChannels;
  const bool bf16 = sizeof(T) == sizeof(Bf16);
  rows.push_back({"attention " + element, flops, 0, bf16, [=] {
                    for (std::int64_t h = 0; h < kHeads; ++h)
                      attention(m->head(h), kShape, m->out.data() + h * kHeadDim, kChannels, m->aligned());
                  }});
  rows.push_back({"attention_backward " + element, 2.5 * flops, 0, bf16, [=] {
                    for (std::int64_t h = 0; h < kHeads; ++h) {
                      T* q = m->gradient.data() + h * kHeadDim;
                      attention_backward(m->head(h), kShape, m->out.data() + h * kHeadDim, kChannels,
                                         AttentionGradient<T>{q, q + kChannels, q + 2 * kChannels,
                                                              3 * kChannels, 3 * kChannels},
                                         m->aligned());
                    }
                  }});
}

}  // namespace

void add_attention_rows(KernelRows& rows) {
  add<float>(rows, "f32");
  add<Bf16>(rows, "bf16");
}

}  // namespace pyra::kernel_bench

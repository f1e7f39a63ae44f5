// Every kernel of the GPU at ViT-B's and ViT-L's shapes: microseconds, and the share of what the memory or
// the tensor cores can do. One JSON object a line.
//   cuda_kernel_bench [GB/s of memory] [TFLOP/s of bf16]      (defaults: an H200's 4800 and 790)
#include <cuda_bf16.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "engine/cuda/device_check.h"
#include "engine/cuda/memory.h"
#include "kernels/cuda/activate.h"
#include "kernels/cuda/attention.h"
#include "kernels/cuda/dropout.h"
#include "kernels/cuda/elementwise.h"
#include "kernels/cuda/layer_norm.h"
#include "reducers/tome/cuda/merge_backward.h"
#include "reducers/tome/cuda/merge_tokens.h"

namespace pyra::cuda {
namespace {

using Bf16 = __nv_bfloat16;

struct Shape {
  const char* model;
  std::int64_t channels, heads, rate;  // R of the first block at `high`
};

/// What a call must move and multiply at least.
struct Work {
  double bytes = 0, macs = 0;
};

class Bench {
 public:
  Bench(double gigabytes, double teraflops) : gigabytes_(gigabytes), teraflops_(teraflops) {
    check(cudaEventCreate(&begin_), "make an event");
    check(cudaEventCreate(&end_), "make an event");
  }
  ~Bench() {
    cudaEventDestroy(begin_);
    cudaEventDestroy(end_);
  }

  /// Median of several groups of calls, each group long enough to be timed.
  void run(const std::string& kernel, const char* type, const Shape& shape, std::int64_t batch,
           const Work& work, const std::function<void()>& call) {
    constexpr int kGroups = 9, kCalls = 20;
    call();
    std::vector<double> us;
    for (int group = 0; group < kGroups; ++group) {
      check(cudaEventRecord(begin_, nullptr), "record an event");
      for (int i = 0; i < kCalls; ++i) call();
      check(cudaEventRecord(end_, nullptr), "record an event");
      check(cudaEventSynchronize(end_), "measure");
      float ms = 0;
      check(cudaEventElapsedTime(&ms, begin_, end_), "read the time");
      us.push_back(1e3 * static_cast<double>(ms) / kCalls);
    }
    std::sort(us.begin(), us.end());
    const double median = us[kGroups / 2];
    std::printf(
        "{\"kernel\": \"%s\", \"dtype\": \"%s\", \"model\": \"%s\", \"batch\": %lld, \"us\": %.2f, "
        "\"us_min\": %.2f, \"us_max\": %.2f, "
        "\"gb_per_s\": %.0f, \"memory_share\": %.3f, \"tflops\": %.1f, \"tensor_share\": %.3f}\n",
        kernel.c_str(), type, shape.model, static_cast<long long>(batch), median, us.front(), us.back(),
        work.bytes / median / 1e3, work.bytes / median / 1e3 / gigabytes_, 2 * work.macs / median / 1e6,
        2 * work.macs / median / 1e6 / teraflops_);
  }

 private:
  double gigabytes_, teraflops_;
  cudaEvent_t begin_ = nullptr, end_ = nullptr;
};

/// Zeroed: for times of kernels whose work does not depend on the numbers.
template <typename T>
DeviceArray<T> zeros(std::int64_t count) {
  DeviceArray<T> memory(static_cast<std::size_t>(count));
  check(cudaMemset(memory.get(), 0, memory.size() * sizeof(T)), "clear memory");
  return memory;
}

/// Sources and partners at random, as pictures have them: how many tokens share a row decides how long
/// merging takes.
class RandomMatching {
 public:
  RandomMatching(const MergeBatch& batch, std::uint32_t seed) : size_(batch.pictures * batch.tokens) {
    std::vector<std::int32_t> all(static_cast<std::size_t>(3 * size_));
    const auto below = [&](std::int64_t limit) {
      return static_cast<std::int64_t>((seed = seed * 1664525 + 1013904223) >> 8) % limit;
    };
    std::vector<std::int32_t> odd;
    for (std::int32_t token = 1; token < batch.tokens; token += 2) odd.push_back(token);
    for (std::int64_t picture = 0; picture < batch.pictures; ++picture) {
      std::int32_t* const source = all.data() + picture * batch.rate;
      std::int32_t* const destination = source + size_;
      std::int32_t* const row = all.data() + 2 * size_ + picture * batch.tokens;
      for (std::int64_t i = 0; i < batch.rate; ++i) {
        std::swap(odd[static_cast<std::size_t>(i)],
                  odd[static_cast<std::size_t>(i + below(static_cast<std::int64_t>(odd.size()) - i))]);
        source[i] = odd[static_cast<std::size_t>(i)];
        destination[i] = static_cast<std::int32_t>(2 * below((batch.tokens + 1) / 2));
        row[source[i]] = -1;
      }
      std::int32_t kept = 0;
      for (std::int64_t token = 0; token < batch.tokens; ++token) row[token] = row[token] < 0 ? -1 : kept++;
      for (std::int64_t i = 0; i < batch.rate; ++i) row[source[i]] = row[destination[i]];
    }
    memory_ = DeviceArray<std::int32_t>(all);
  }
  Matching get() const { return {memory_.get(), memory_.get() + size_, memory_.get() + 2 * size_}; }

 private:
  std::int64_t size_;
  DeviceArray<std::int32_t> memory_;
};

template <typename T>
void bench_shape(Bench& bench, const char* type, const Shape& s, std::int64_t batch) {
  constexpr std::int64_t kTokens = 197;
  const std::int64_t rows = batch * kTokens, left = batch * (kTokens - s.rate),
                     head_dim = s.channels / s.heads;
  const auto size = static_cast<double>(sizeof(T)), numbers = static_cast<double>(rows * s.channels);
  const auto qkv = zeros<T>(3 * rows * s.channels), narrow = zeros<T>(rows * s.channels),
             hidden = zeros<T>(4 * rows * s.channels);
  const auto x = zeros<float>(rows * s.channels), merged = zeros<float>(rows * s.channels),
             vector = zeros<float>(s.channels);
  const auto sizes = DeviceArray<float>(std::vector<float>(static_cast<std::size_t>(rows), 1.0F)),
             merged_size = zeros<float>(rows), log_size = zeros<float>(rows);
  const auto indices = zeros<std::int32_t>(3 * rows);
  const MatchBatch match{batch, kTokens, s.heads, head_dim, 1, s.rate};
  const MergeBatch merge{batch, kTokens, s.channels, s.rate};
  const RandomMatching random(merge, 1);
  const Matching matching = random.get();
  const auto scratch =
      zeros<std::byte>(static_cast<std::int64_t>(std::max(match_scratch(match), merge_scratch(merge))));

  bench.run("layer_norm", type, s, batch, {numbers * (4 + size), 0}, [&] {
    layer_norm(x.get(), rows, s.channels, s.channels, vector.get(), vector.get(), 1e-6F, narrow.get(),
               nullptr);
  });
  bench.run("gelu", type, s, batch, {8 * numbers * size, 0},
            [&] { activate(Activation::gelu, hidden.get(), 4 * rows * s.channels, nullptr); });
  const AttentionInput<T> in{qkv.get(),      qkv.get() + s.channels, qkv.get() + 2 * s.channels,
                             3 * s.channels, 3 * s.channels,         log_size.get(),
                             0.125F};
  bench.run("attention", type, s, batch, {4 * numbers * size, 2 * numbers * kTokens}, [&] {
    attention(in, {batch, s.heads, kTokens, kTokens, head_dim}, narrow.get(), s.channels, nullptr);
  });
  bench.run("match", type, s, batch, {numbers * size, static_cast<double>(batch * 99 * 98 * head_dim)}, [&] {
    match_tokens(qkv.get() + s.channels, 3 * s.channels, nullptr, match,
                 {indices.get(), indices.get() + rows, indices.get() + 2 * rows}, scratch.get(), nullptr);
  });
  const double moved = 4 * (numbers + static_cast<double>(left * s.channels));
  bench.run("merge", type, s, batch, {moved, 0}, [&] {
    merge_tokens(x.get(), sizes.get(), matching, merge, nullptr, merged.get(), merged_size.get(),
                 log_size.get(), scratch.get(), nullptr);
  });
  const auto w_r = zeros<float>(s.rate);
  const Modulation modulation{w_r.get(), vector.get(), vector.get(), vector.get(), s.rate, 1e-5F};
  bench.run("merge and modulate", type, s, batch,
            {moved + 8.0 * static_cast<double>(batch * s.rate * s.channels), 0}, [&] {
              merge_tokens(x.get(), sizes.get(), matching, merge, &modulation, merged.get(),
                           merged_size.get(), log_size.get(), scratch.get(), nullptr);
            });
  bench.run("dropout", type, s, batch, {2 * numbers * size, 0}, [&] {
    dropout(narrow.get(), rows * s.channels, {1, nullptr, 0.1F}, narrow.get(), nullptr);
  });
}

/// What training adds; float32 whatever the products are.
void bench_training(Bench& bench, const Shape& s, std::int64_t batch) {
  constexpr std::int64_t kTokens = 197;
  const std::int64_t rows = batch * kTokens, left = batch * (kTokens - s.rate), numbers = rows * s.channels;
  const MergeBatch merge{batch, kTokens, s.channels, s.rate};
  const auto x = zeros<float>(numbers), gradient = zeros<float>(left * s.channels),
             to = zeros<float>(numbers), weights = zeros<float>(s.channels);
  const auto of_pictures = zeros<float>(4 * batch * s.channels);
  const auto sizes = DeviceArray<float>(std::vector<float>(static_cast<std::size_t>(rows), 1.0F));
  const RandomMatching random(merge, 1);
  const Matching matching = random.get();
  const Modulation modulation{weights.get(), weights.get(), weights.get(), weights.get(), s.rate, 1e-5F};
  const auto scratch = zeros<std::byte>(static_cast<std::int64_t>(merge_backward_scratch(merge)));
  const auto part = [&](int i) { return of_pictures.get() + i * batch * s.channels; };
  const double moved =
      4.0 * static_cast<double>(numbers + left * s.channels + 2 * batch * s.rate * s.channels);
  bench.run("merge and modulate, backward", "f32", s, batch, {moved, 0}, [&] {
    merge_tokens_backward(x.get(), sizes.get(), matching, merge, &modulation, sizes.get(), gradient.get(),
                          {to.get(), part(0), part(1), part(2), part(3)}, scratch.get(), nullptr);
  });
}

}  // namespace
}  // namespace pyra::cuda

int main(int argc, char** argv) {
  try {
    pyra::cuda::open_device(0);
    pyra::cuda::Bench bench(argc > 1 ? std::atof(argv[1]) : 4800, argc > 2 ? std::atof(argv[2]) : 790);
    for (const pyra::cuda::Shape& shape :
         {pyra::cuda::Shape{"ViT-B", 768, 12, 40}, pyra::cuda::Shape{"ViT-L", 1024, 16, 30}}) {
      for (const std::int64_t batch : {1, 64, 512}) {
        pyra::cuda::bench_shape<__nv_bfloat16>(bench, "bf16", shape, batch);
        pyra::cuda::bench_shape<float>(bench, "f32", shape, batch);
        pyra::cuda::bench_training(bench, shape, batch);
      }
    }
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "cuda_kernel_bench: %s\n", error.what());
    return 2;
  }
}

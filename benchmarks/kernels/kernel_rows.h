// The kernels to be timed, at the shapes of one picture in a block of ViT-B. A row is a function that runs
// the kernel once; to add one, write a line in one of the ..._rows.cc.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace pyra::kernel_bench {

struct KernelRow {
  std::string name;
  double flops = 0;   // multiplications and additions; 0: moving memory is all it does
  double bytes = 0;   // read and written, each once
  bool bf16 = false;  // compare with the peak of bf16 products
  std::function<void()> run;
};
using KernelRows = std::vector<KernelRow>;

void add_reduction_rows(KernelRows& rows);
void add_attention_rows(KernelRows& rows);
void add_row_rows(KernelRows& rows);

inline constexpr std::int64_t kTokens = 197, kChannels = 768, kHeads = 12, kHeadDim = 64, kHidden = 3072;
/// Multiply-adds of the block without merging: 12 N C^2 + 2 N^2 C.
inline constexpr double kBlockMacs =
    12.0 * kTokens * kChannels * kChannels + 2.0 * kTokens * kTokens * kChannels;

/// Memory that rows share, living as long as any of them.
template <typename T>
std::shared_ptr<std::vector<T>> buffer(std::int64_t count) {
  return std::make_shared<std::vector<T>>(static_cast<std::size_t>(count));
}

inline std::shared_ptr<std::vector<float>> random_buffer(std::int64_t count) {
  auto values = buffer<float>(count);
  std::mt19937 engine(static_cast<unsigned>(count));
  std::normal_distribution<float> normal;
  for (float& value : *values) value = normal(engine);
  return values;
}

}  // namespace pyra::kernel_bench

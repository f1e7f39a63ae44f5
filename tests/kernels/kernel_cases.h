// The table of kernel cases: each row checks one kernel, of any instruction set, on one input against plain
// code. To add a kernel, write an add_..._cases() beside the others and name it in kernel_cases.cc.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "kernels/kernel_table.h"
#include "reducers/reducer_table.h"

namespace pyra::testing {

using Floats = std::vector<float>;
using Indices = std::vector<std::int32_t>;

/// All kernels of one instruction set.
struct Kernels : KernelTable, ReducerTable {
  explicit Kernels(Isa isa) : KernelTable(kernels_of(isa)), ReducerTable(reducer_kernels_of(isa)) {}
};

struct KernelCase {
  std::string name;  // "merge_tokens R=0"
  std::function<void(const Kernels&)> check;
};
using KernelCases = std::vector<KernelCase>;

KernelCases kernel_cases();
void add_mean_keys_cases(KernelCases& cases);
void add_class_attention_cases(KernelCases& cases);
void add_received_attention_cases(KernelCases& cases);
void add_match_cases(KernelCases& cases);
void add_merge_cases(KernelCases& cases);
void add_modulate_cases(KernelCases& cases);
void add_attention_cases(KernelCases& cases);
void add_attention_backward_cases(KernelCases& cases);
void add_layer_norm_cases(KernelCases& cases);
void add_quantise_cases(KernelCases& cases);
void add_element_cases(KernelCases& cases);
void add_gate_cases(KernelCases& cases);
void add_turns_cases(KernelCases& cases);

/// One picture's tokens before a reduction.
struct Picture {
  std::string name;
  std::int64_t tokens, prefix, rate;
};
/// Every prefix of 0..5 with even and odd N and R from 0 to the most that fits, the smallest pictures, and
/// ViT-B's.
std::vector<Picture> pictures();

inline std::int64_t most_that_fits(std::int64_t tokens, std::int64_t prefix) { return (tokens - prefix) / 2; }

/// Normal numbers from a seed.
Floats random_floats(std::int64_t count, unsigned seed);
/// Whole numbers from 1 to 5, as sizes of tokens are.
Floats random_sizes(std::int64_t count, unsigned seed);
/// Rounded to the nearest.
std::vector<Bf16> to_bf16(const Floats& values);
Floats from_bf16(const std::vector<Bf16>& values);

/// |found - expected| <= tolerance * (1 + |expected|) everywhere; says where not, the first time.
void expect_close(const Floats& found, const Floats& expected, double tolerance, const std::string& what);

/// Aligned memory for kernels that ask for scratch; filled with NaN, so that nothing relies on what it held.
class Scratch {
 public:
  explicit Scratch(std::size_t bytes);
  void* get() const { return aligned_; }
  float* floats() const { return static_cast<float*>(aligned_); }

 private:
  Floats memory_;
  void* aligned_;
};

}  // namespace pyra::testing

// One batch size of a model on the GPU: its memory and the steps of a pass, recorded once as a CUDA graph.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/cuda/device_model.h"
#include "pyra/runner.h"
#include "reducers/tome/cuda/match_tokens.h"

namespace pyra::cuda {

/// One launch or a few, always on the same memory.
struct Step {
  std::string name;  // as StepTime's
  double gmac = 0;   // of the batch
  std::function<void(cudaStream_t)> run;
};
using Steps = std::vector<Step>;

/// What the steps of a pass work in; sized for the largest of them.
template <typename T>
struct PassMemory {
  DeviceArray<float> images;            // [B, 3, H, W]
  DeviceArray<T> wide, narrow;          // patches, q k v or hidden rows; normed, projected or mixed rows
  DeviceArray<T> branch, bottleneck;    // of adapters
  DeviceArray<T> gated;                 // what the gate of an MLP lets through
  DeviceArray<float> rows[2], size[2];  // tokens [B, N, C] and their sizes [B, N] before and after a merge
  DeviceArray<float> log_size;          // [B, N]
  DeviceArray<T> queries;               // [B, P, C] of the last block
  DeviceArray<std::int32_t> matching;   // three times [B, N]
  DeviceArray<std::byte> scratch;
  DeviceArray<float> features[2], logits[2];
  const float* head_reads[2] = {};  // [B, channels]: of `features`, what each head reads, as it is left

  PassMemory(const DeviceModel<T>& model, std::int64_t batch);
  std::size_t bytes() const;
};

/// The tokens as they stand between two steps, while a pass is put together.
struct Tokens {
  float* x;               // [B, N, C]
  float* size = nullptr;  // [B, N]; null before the first merge: all ones
  std::int64_t count;     // N
  int side = 0;           // which of PassMemory::rows x is
};

/// Where a call's results go, in host memory.
struct HostResults {
  float* logits;    // [B, K]
  float* features;  // [B, F], or null
};

/// Everything that a call needs to itself.
template <typename T>
class Plan {
 public:
  /// `model` must outlive the plan.
  Plan(const DeviceModel<T>& model, std::int64_t batch);
  ~Plan();
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;

  /// host memory in and out; returns when the results are there.
  void run(const float* images, const HostResults& results);
  /// A pass over whatever pictures the memory holds, without copies; returns when it is done.
  void run_resident();
  std::size_t bytes() const { return memory_.bytes() + blas_.workspace_bytes(); }
  std::vector<StepTime> profile(const float* images, const HostResults& results);

 private:
  void copy_in(const float* images);
  void copy_out(const HostResults& results);
  void pass();
  void record();

  const DeviceModel<T>& model_;
  std::int64_t batch_;
  cudaStream_t stream_ = nullptr;
  cudaGraphExec_t graph_ = nullptr;
  Blas blas_;
  PassMemory<T> memory_;
  Steps steps_;
};

/// Puts the steps of a whole pass together: embed.cc, block.cc and head.cc have the parts.
template <typename T>
class PassBuilder {
 public:
  PassBuilder(const DeviceModel<T>& model, std::int64_t batch, const Blas& blas, PassMemory<T>& memory,
              Steps& steps)
      : model_(model), batch_(batch), blas_(blas), memory_(memory), steps_(steps) {}
  void build();

 private:
  Tokens embed();
  void block(std::size_t index, Tokens& tokens);
  void prefix_block(Tokens& tokens);  // the last one where only prefix rows are read: leaves those
  void reduce(std::size_t index, Tokens& tokens);
  void reduce_by_heed(std::int64_t rate, Tokens& tokens);
  void feed_forward(std::size_t index, Tokens& tokens);
  /// The first half of an MLP: what its fc2 reads.
  const T* up(const DeviceDense<T>& fc1, std::int64_t rows, const T* from);
  /// x += D of `from` [rows, C].
  void bottleneck(const DeviceBottleneck<T>& weights, std::int64_t rows, const T* from, float* x);
  void head(const Tokens& tokens);
  void pool(const Tokens& tokens, std::int64_t index, float* features);

  void add(const std::string& name, std::function<void(cudaStream_t)> run, double gmac = 0) {
    steps_.push_back({name, gmac, std::move(run)});
  }
  /// Adds a product and the memory that it works on. `activation`: of Use::activate.
  template <typename E>
  void multiply(const std::string& name, const DeviceDense<E>& dense, std::int64_t rows, Use use, const E* in,
                void* out, RowRange range = {}, Activation activation = Activation::gelu);
  template <typename E>
  void normalise(const float* x, std::int64_t rows, const DeviceNorm& norm, E* to, std::int64_t x_row = 0);

  const DeviceModel<T>& model_;
  std::int64_t batch_;
  const Blas& blas_;
  PassMemory<T>& memory_;
  Steps& steps_;
};

}  // namespace pyra::cuda

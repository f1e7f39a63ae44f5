#include "engine/cuda/plan.h"

#include <cuda_bf16.h>

#include <algorithm>

namespace pyra::cuda {
namespace {

/// A point in a stream's time.
class Event {
 public:
  Event() { check(cudaEventCreate(&event_), "make an event"); }
  ~Event() { cudaEventDestroy(event_); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  void record(cudaStream_t stream) { check(cudaEventRecord(event_, stream), "record an event"); }
  double ms_since(const Event& start) const {
    float ms = 0;
    check(cudaEventElapsedTime(&ms, start.event_, event_), "read the time");
    return static_cast<double>(ms);
  }

 private:
  cudaEvent_t event_ = nullptr;
};

}  // namespace

template <typename T>
void PassBuilder<T>::build() {
  Tokens tokens = embed();
  const std::size_t whole = model_.blocks.size() - (model_.prefix_suffices() ? 1 : 0);
  for (std::size_t i = 0; i < whole; ++i) block(i, tokens);
  if (model_.prefix_suffices()) prefix_block(tokens);
  head(tokens);
}

template <typename T>
Plan<T>::Plan(const DeviceModel<T>& model, std::int64_t batch)
    : model_(model), batch_(batch), memory_(model, batch) {
  check(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "make a stream");
  check(cudaMemset(memory_.images.get(), 0, memory_.images.size() * sizeof(float)), "clear the pictures");
  PassBuilder<T>(model_, batch_, blas_, memory_, steps_).build();
}

template <typename T>
Plan<T>::~Plan() {
  if (graph_ != nullptr) cudaGraphExecDestroy(graph_);
  if (stream_ != nullptr) cudaStreamDestroy(stream_);
}

template <typename T>
void Plan<T>::copy_in(const float* images) {
  check(cudaMemcpyAsync(memory_.images.get(), images, memory_.images.size() * sizeof(float),
                        cudaMemcpyHostToDevice, stream_),
        "copy the pictures");
}

template <typename T>
void Plan<T>::copy_out(const HostResults& results) {
  float* const logits = results.logits;
  const std::size_t count = memory_.logits[0].size(), bytes = count * sizeof(float);
  check(cudaMemcpyAsync(logits, memory_.logits[0].get(), bytes, cudaMemcpyDeviceToHost, stream_),
        "copy the logits");
  std::vector<float> second(model_.config.distilled ? count : 0);
  if (!second.empty())
    check(cudaMemcpyAsync(second.data(), memory_.logits[1].get(), bytes, cudaMemcpyDeviceToHost, stream_),
          "copy the logits");
  const int heads = model_.config.distilled ? 2 : 1;
  const auto width = static_cast<std::size_t>(model_.config.features()) * sizeof(float);
  for (int head = 0; head < heads && results.features != nullptr; ++head) {
    check(cudaMemcpy2DAsync(results.features + head * model_.config.features(), heads * width,
                            memory_.head_reads[head], width, width, static_cast<std::size_t>(batch_),
                            cudaMemcpyDeviceToHost, stream_),
          "copy the features");
  }
  check(cudaStreamSynchronize(stream_), "run the model");
  for (std::size_t i = 0; i < second.size(); ++i) logits[i] = (logits[i] + second[i]) / 2;
}

/// The first pass runs step by step, so that every kernel is loaded before one is recorded; the second is
/// recorded.
template <typename T>
void Plan<T>::record() {
  for (const Step& step : steps_) step.run(stream_);
  check(cudaStreamSynchronize(stream_), "run the model for the first time");
  check(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeThreadLocal), "begin a graph");
  for (const Step& step : steps_) step.run(stream_);
  cudaGraph_t recorded = nullptr;
  check(cudaStreamEndCapture(stream_, &recorded), "end a graph");
  const cudaError_t status = cudaGraphInstantiate(&graph_, recorded, 0);
  cudaGraphDestroy(recorded);
  check(status, "prepare a graph");
}

template <typename T>
void Plan<T>::pass() {
  if (graph_ == nullptr) record();
  check(cudaGraphLaunch(graph_, stream_), "start the model");
}

template <typename T>
void Plan<T>::run(const float* images, const HostResults& results) {
  copy_in(images);
  pass();
  copy_out(results);
}

template <typename T>
void Plan<T>::run_resident() {
  pass();
  check(cudaStreamSynchronize(stream_), "run the model");
}

template <typename T>
std::vector<StepTime> Plan<T>::profile(const float* images, const HostResults& results) {
  copy_in(images);
  std::vector<Event> marks(steps_.size() + 1);
  marks.front().record(stream_);
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    steps_[i].run(stream_);
    marks[i + 1].record(stream_);
  }
  copy_out(results);
  std::vector<StepTime> times;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    auto found = std::find_if(times.begin(), times.end(),
                              [&](const StepTime& time) { return time.step == steps_[i].name; });
    if (found == times.end()) found = times.insert(times.end(), {steps_[i].name, 0, 0});
    found->ms += marks[i + 1].ms_since(marks[i]);
    found->gmac += steps_[i].gmac;
  }
  return times;
}

template void PassBuilder<float>::build();
template void PassBuilder<__nv_bfloat16>::build();
template class Plan<float>;
template class Plan<__nv_bfloat16>;

}  // namespace pyra::cuda

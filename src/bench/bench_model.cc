#include "bench/bench_model.h"

#include <algorithm>

#include "base/noise.h"
#include "bench/bench_rounds.h"
#include "bench/bench_statistics.h"
#include "engine/run_at.h"
#include "reducers/list.h"

namespace pyra {
namespace {

constexpr Turn kProfileTurn{0.5, 3}, kLatencyTurn{0.2, 5};

std::vector<float> random_images(std::int64_t count) {
  std::vector<float> values(static_cast<std::size_t>(count));
  Noise noise;
  for (float& value : values)
    value = noise.next() * 3.4641016F;  // standard deviation 1, like normalised pictures
  return values;
}

}  // namespace

BenchModel::BenchModel(InferenceModel model, const std::vector<Precision>& precisions,
                       std::int64_t largest_batch, int threads, const Device& device)
    : config_(model.config), threads_(threads), device_(device) {
  if (!find_reducer(model.reducer).merges) model.reducer = fallback_reducer().name;
  for (const Precision precision : precisions) {
    if (!device.cuda) packed_.emplace(precision, PackedModel(model, precision));
  }
  if (device.cuda) model_ = std::move(model);
  images_ = random_images(largest_batch * 3 * config_.image_height * config_.image_width);
}

std::unique_ptr<Runner> BenchModel::make(Precision precision, const std::vector<std::int64_t>& rates) {
  if (!device_.cuda)
    return std::make_unique<Engine>(packed_.at(precision), rates, EngineOptions{threads_, {}});
  model_->rates = rates;
  return make_runner(*model_, precision, device_);
}

const Runner& BenchModel::engine(Precision precision, const std::vector<std::int64_t>& rates) {
  std::unique_ptr<Runner>& found = engines_[std::pair(precision, rates)];
  if (found == nullptr) found = make(precision, rates);
  return *found;
}

void BenchModel::run(const Runner& engine, std::int64_t batch) {
  if (device_.cuda && !resident_.emplace(&engine, batch).second) {
    static_cast<const GpuRunner&>(engine).run_resident(batch);
    return;
  }
  logits_.resize(std::max(logits_.size(), static_cast<std::size_t>(batch * engine.classes())));
  run_at(engine, images_.data(), batch, logits_.data());
}

std::vector<StepTime> BenchModel::profile(const Runner& engine, std::int64_t batch) {
  std::vector<StepTime> sum;
  const std::size_t calls =
      time_calls(
          [&] {
            std::vector<float> logits(static_cast<std::size_t>(batch * engine.classes()));
            const auto numbers = static_cast<std::size_t>(batch * engine.image_numbers());
            std::vector<StepTime> once = engine.profile(std::span(images_).first(numbers), batch, logits);
            if (sum.empty()) {
              sum = std::move(once);
              return;
            }
            for (std::size_t i = 0; i < sum.size(); ++i) sum[i].ms += once[i].ms;
          },
          kProfileTurn)
          .size();
  for (StepTime& step : sum) step.ms /= static_cast<double>(calls);
  return sum;
}

std::size_t BenchModel::device_bytes(const Runner& engine, std::int64_t batch) const {
  return device_.cuda ? static_cast<const GpuRunner&>(engine).device_bytes(batch) : 0;
}

double BenchModel::latency_ms(Precision precision, const std::vector<std::int64_t>& rates) {
  const Runner& measured = engine(precision, rates);
  return 1e3 * median(time_calls([&] { run(measured, 1); }, kLatencyTurn));
}

}  // namespace pyra

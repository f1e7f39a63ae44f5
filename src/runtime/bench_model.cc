#include "runtime/bench_model.h"

#include <algorithm>
#include <random>

#include "runtime/bench_rounds.h"
#include "runtime/bench_statistics.h"

namespace pyra {
namespace {

constexpr Turn kProfileTurn{0.5, 3}, kLatencyTurn{0.2, 5};

std::vector<float> random_images(std::int64_t count) {
  std::vector<float> values(static_cast<std::size_t>(count));
  std::minstd_rand random(1);
  for (float& value : values) {  // uniform, of standard deviation 1, like normalised pictures
    value = (static_cast<float>(random()) / static_cast<float>(std::minstd_rand::max()) - 0.5F) * 3.4641016F;
  }
  return values;
}

}  // namespace

BenchModel::BenchModel(InferenceModel model, const std::vector<Precision>& precisions, std::int64_t largest_batch, int threads)
    : config_(model.config), threads_(threads) {
  if (model.reducer == "none") model.reducer = "tome";
  for (const Precision precision : precisions) {
    packed_.emplace(precision, std::make_shared<const PackedModel>(model, precision));
  }
  images_ = random_images(largest_batch * 3 * config_.image_height * config_.image_width);
}

const Engine& BenchModel::engine(Precision precision, const std::vector<std::int64_t>& rates) {
  const auto key = std::pair(precision, rates);
  auto found = engines_.find(key);
  if (found == engines_.end()) {
    found = engines_.emplace(key, Engine(packed_.at(precision), rates, EngineOptions{threads_, {}})).first;
  }
  return found->second;
}

void BenchModel::run(const Engine& engine, std::int64_t batch) {
  logits_.resize(std::max(logits_.size(), static_cast<std::size_t>(batch * engine.classes())));
  engine.run(images_.data(), batch, logits_.data());
}

std::vector<StepTime> BenchModel::profile(const Engine& engine, std::int64_t batch) {
  std::vector<StepTime> sum;
  const std::size_t calls = time_calls([&] {
    logits_.resize(std::max(logits_.size(), static_cast<std::size_t>(batch * engine.classes())));
    std::vector<StepTime> once = engine.profile(images_.data(), batch, logits_.data());
    if (sum.empty()) {
      sum = std::move(once);
      return;
    }
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i].ms += once[i].ms;
  }, kProfileTurn).size();
  for (StepTime& step : sum) step.ms /= static_cast<double>(calls);
  return sum;
}

double BenchModel::latency_ms(Precision precision, const std::vector<std::int64_t>& rates) {
  const Engine& measured = engine(precision, rates);
  return 1e3 * median(time_calls([&] { run(measured, 1); }, kLatencyTurn));
}

}  // namespace pyra

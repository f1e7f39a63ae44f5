#include "search/divergence.h"

#include <cmath>

namespace pyra {

Divergence::Divergence(const Task& task, PackedModel model, std::vector<Batch> pictures, int threads)
    : task_(task), model_(std::move(model)), pictures_(std::move(pictures)), threads_(threads) {
  const Rates none(static_cast<std::size_t>(model_.config().depth), 0);
  const std::int64_t classes = model_.config().classes;
  logits_at(none, [&](const Batch& batch, const float* logits) {
    std::vector<float>& whole = whole_.emplace_back();
    for (std::int64_t i = 0; i < batch.count; ++i) {
      const std::vector<float> own = answer(logits + i * classes);
      whole.insert(whole.end(), own.begin(), own.end());
    }
    count_ += batch.count;
  });
  if (task_.scaled) use_own_units();
}

void Divergence::use_own_units() {
  const auto outputs = static_cast<std::size_t>(model_.config().classes);
  std::vector<float> units;
  for (std::size_t k = 0; k < outputs; ++k) {
    double sum = 0, squares = 0;
    const auto each = [&](auto&& take) {
      for (const std::vector<float>& batch : whole_)
        for (std::size_t at = k; at < batch.size(); at += outputs) take(static_cast<double>(batch[at]));
    };
    each([&](double value) { sum += value; });
    const double mean = sum / static_cast<double>(count_);
    each([&](double value) { squares += (value - mean) * (value - mean); });
    const double spread = std::sqrt(squares / static_cast<double>(count_));
    units.push_back(spread > 0 ? static_cast<float>(spread) : 1.0F);
  }
  units_ = std::move(units);
  for (std::vector<float>& batch : whole_)
    for (std::size_t i = 0; i < batch.size(); ++i) batch[i] /= units_[i % outputs];
}

std::vector<float> Divergence::answer(const float* logits) const {
  std::vector<float> answer = task_.answer(logits, model_.config().classes);
  for (std::size_t k = 0; k < units_.size(); ++k) answer[k] /= units_[k];
  return answer;
}

void Divergence::logits_at(const Rates& rates,
                           const std::function<void(const Batch&, const float*)>& each) const {
  const Engine engine(model_, rates, EngineOptions{threads_, {}});
  std::vector<float> logits;
  for (const Batch& batch : pictures_) {
    logits.resize(static_cast<std::size_t>(batch.count * engine.classes()));
    engine.run(batch.images, batch.count, logits);
    each(batch, logits.data());
  }
}

Departure Divergence::at(const Rates& rates) const {
  const std::int64_t classes = model_.config().classes;
  Departure sum{0, 0};
  std::size_t position = 0;
  logits_at(rates, [&](const Batch& batch, const float* logits) {
    const std::vector<float>& whole = whole_[position++];
    for (std::int64_t i = 0; i < batch.count; ++i) {
      const std::span before(whole.data() + i * classes, static_cast<std::size_t>(classes));
      const std::vector<float> after = answer(logits + i * classes);
      sum.divergence += task_.divergence(before, after);
      sum.agreement += task_.same_answer(before, after) ? 1 : 0;
    }
  });
  const auto count = static_cast<double>(count_);
  return {sum.divergence / count, sum.agreement / count};
}

}  // namespace pyra

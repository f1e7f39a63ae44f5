#include "search/divergence.h"

#include <algorithm>
#include <cmath>

#include "tasks/classification/classify.h"

namespace pyra {
namespace {

double divergence_of(const float* whole, const std::vector<float>& merged, std::int64_t classes) {
  constexpr double kLeast = 1e-30;  // a float32 probability may be zero
  double sum = 0;
  for (std::int64_t k = 0; k < classes; ++k) {
    const auto p = static_cast<double>(whole[k]),
               q = static_cast<double>(merged[static_cast<std::size_t>(k)]);
    if (p > 0) sum += p * (std::log(p) - std::log(std::max(q, kLeast)));
  }
  return sum;
}

}  // namespace

Divergence::Divergence(PackedModel model, std::vector<Batch> pictures, int threads)
    : model_(std::move(model)), pictures_(std::move(pictures)), threads_(threads) {
  const Rates none(static_cast<std::size_t>(model_.config().depth), 0);
  const std::int64_t classes = model_.config().classes;
  logits_at(none, [&](const Batch& batch, const float* logits) {
    std::vector<float>& whole = whole_.emplace_back();
    for (std::int64_t i = 0; i < batch.count; ++i) {
      const std::vector<float> probabilities = softmax(logits + i * classes, classes);
      whole.insert(whole.end(), probabilities.begin(), probabilities.end());
    }
    count_ += batch.count;
  });
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
      const float* before = whole.data() + i * classes;
      const std::vector<float> after = softmax(logits + i * classes, classes);
      sum.divergence += divergence_of(before, after, classes);
      sum.agreement += best_class(before, classes) == best_class(after.data(), classes) ? 1 : 0;
    }
  });
  const auto count = static_cast<double>(count_);
  return {sum.divergence / count, sum.agreement / count};
}

}  // namespace pyra

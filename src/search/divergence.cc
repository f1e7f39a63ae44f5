#include "search/divergence.h"

namespace pyra {

Divergence::Divergence(const Task& task, PackedModel model, std::vector<Batch> pictures, int threads)
    : task_(task), model_(std::move(model)), pictures_(std::move(pictures)), threads_(threads) {
  const Rates none(static_cast<std::size_t>(model_.config().depth), 0);
  const std::int64_t classes = model_.config().classes;
  logits_at(none, [&](const Batch& batch, const float* logits) {
    std::vector<float>& whole = whole_.emplace_back();
    for (std::int64_t i = 0; i < batch.count; ++i) {
      const std::vector<float> answer = task_.answer(logits + i * classes, classes);
      whole.insert(whole.end(), answer.begin(), answer.end());
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
      const std::span before(whole.data() + i * classes, static_cast<std::size_t>(classes));
      const std::vector<float> after = task_.answer(logits + i * classes, classes);
      sum.divergence += task_.divergence(before, after);
      sum.agreement += task_.same_answer(before, after) ? 1 : 0;
    }
  });
  const auto count = static_cast<double>(count_);
  return {sum.divergence / count, sum.agreement / count};
}

}  // namespace pyra

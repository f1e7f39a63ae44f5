#include "train/tally.h"

#include <utility>

namespace pyra {

void Tally::add(const at::Tensor& loss, const at::Tensor& logits, const at::Tensor& labels) {
  const auto count = static_cast<double>(labels.size(0));
  const at::Tensor hits =
      logits.defined() ? (logits.argmax(1) == labels).sum() : at::zeros({}, labels.options());
  read_.images += count;
  if (loss.is_cpu()) {
    read_.loss_sum += loss.item<double>() * count;
    read_.correct += static_cast<double>(hits.item<std::int64_t>());
    return;
  }
  const at::Tensor both = at::stack({loss.detach().to(at::kDouble) * count, hits.to(at::kDouble)});
  unread_ = unread_.defined() ? unread_ + both : both;
}

Counts Tally::take() {
  if (unread_.defined()) {
    const at::Tensor here = unread_.cpu();
    read_.loss_sum += here[0].item<double>();
    read_.correct += here[1].item<double>();
    unread_.reset();
  }
  return std::exchange(read_, {});
}

}  // namespace pyra

#include "train/tally.h"

#include <utility>

namespace pyra {

void Tally::add(const at::Tensor& loss, const at::Tensor& running, std::int64_t count) {
  const auto pictures = static_cast<double>(count);
  read_.images += pictures;
  if (loss.is_cpu()) {
    read_.loss_sum += loss.item<double>() * pictures;
    if (running.defined()) read_.running += running.item<double>();
    return;
  }
  const at::Tensor sum = running.defined() ? running : at::zeros({}, loss.options());
  const at::Tensor both = at::stack({loss.detach().to(at::kDouble) * pictures, sum.to(at::kDouble)});
  unread_ = unread_.defined() ? unread_ + both : both;
}

Counts Tally::take() {
  if (unread_.defined()) {
    const at::Tensor here = unread_.cpu();
    read_.loss_sum += here[0].item<double>();
    read_.running += here[1].item<double>();
    unread_.reset();
  }
  return std::exchange(read_, {});
}

}  // namespace pyra

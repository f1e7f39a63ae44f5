#include "train/ranks/gradients.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cstring>

namespace pyra {
namespace {

/// What travels: a flag for every parameter that has a gradient, then the gradients, then the numbers in
/// double precision.
class Message {
 public:
  Message(const ParameterList& parameters, const std::vector<double>& numbers) : numbers_(numbers) {
    for (const Parameter& parameter : parameters)
      values_.push_back(parameter.tensor.grad().defined() ? 1.0F : 0.0F);
    for (const Parameter& parameter : parameters) {
      const std::size_t at = values_.size();
      values_.resize(at + static_cast<std::size_t>(parameter.tensor.numel()), 0.0F);
      if (!parameter.tensor.grad().defined()) continue;
      const at::Tensor gradient = parameter.tensor.grad().cpu().contiguous();
      std::copy_n(gradient.const_data_ptr<float>(), gradient.numel(), values_.data() + at);
    }
  }

  std::string bytes() const {
    std::string text(size(), '\0');
    std::memcpy(text.data(), values_.data(), values_.size() * sizeof(float));
    std::memcpy(text.data() + values_.size() * sizeof(float), numbers_.data(),
                numbers_.size() * sizeof(double));
    return text;
  }

  void assign(const std::string& text) {
    check(text);
    std::memcpy(values_.data(), text.data(), values_.size() * sizeof(float));
    std::memcpy(numbers_.data(), text.data() + values_.size() * sizeof(float),
                numbers_.size() * sizeof(double));
  }

  void add(const std::string& text) {
    Message other(*this);
    other.assign(text);
    std::transform(values_.begin(), values_.end(), other.values_.begin(), values_.begin(), std::plus<>());
    std::transform(numbers_.begin(), numbers_.end(), other.numbers_.begin(), numbers_.begin(), std::plus<>());
  }

  void give(const ParameterList& parameters, std::vector<double>& numbers) const {
    std::size_t at = parameters.size();
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const at::Tensor& tensor = parameters[i].tensor;
      if (values_[i] > 0) {
        if (!tensor.grad().defined())
          tensor.mutable_grad() = at::empty_like(tensor, at::MemoryFormat::Contiguous);
        at::Tensor& gradient = tensor.mutable_grad();
        gradient.copy_(at::from_blob(const_cast<float*>(values_.data() + at), tensor.sizes(), at::kFloat));
      }
      at += static_cast<std::size_t>(tensor.numel());
    }
    numbers = numbers_;
  }

 private:
  std::size_t size() const { return values_.size() * sizeof(float) + numbers_.size() * sizeof(double); }
  void check(const std::string& text) const {
    if (text.size() != size())
      throw Failure("the ranks train different parameters; start all of them with the same command");
  }

  std::vector<float> values_;
  std::vector<double> numbers_;
};

}  // namespace

void sum_gradients(Ranks& ranks, const ParameterList& parameters, std::vector<double>& numbers) {
  if (ranks.count() == 1) return;
  const at::NoGradGuard no_grad;
  Message message(parameters, numbers);
  const std::vector<std::string> all = ranks.gather(message.bytes());
  for (std::size_t rank = 1; rank < all.size(); ++rank) message.add(all[rank]);
  message.assign(ranks.broadcast(ranks.first() ? message.bytes() : std::string()));
  message.give(parameters, numbers);
}

std::string digest(const ParameterList& parameters) {
  std::uint64_t digest = 1469598103934665603ULL;  // FNV-1a, a word at a time
  for (const Parameter& parameter : parameters) {
    const at::Tensor values = parameter.tensor.detach().cpu().contiguous();
    const auto* bits = reinterpret_cast<const std::uint32_t*>(values.const_data_ptr<float>());
    for (std::int64_t i = 0; i < values.numel(); ++i) digest = (digest ^ bits[i]) * 1099511628211ULL;
  }
  return std::to_string(digest);
}

}  // namespace pyra

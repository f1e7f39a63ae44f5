#include "model/pass.h"

#include <ATen/CPUGeneratorImpl.h>

namespace pyra {
namespace {

at::Tensor keep_scaled(const at::Tensor& x, at::IntArrayRef mask_shape, double probability, const Pass& pass) {
  const at::Tensor mask = at::empty(mask_shape, x.options()).bernoulli_(1 - probability, pass.random);
  return x * mask.div_(1 - probability);
}

}  // namespace

std::uint64_t draw_seed(const Pass& pass) {
  if (!pass.random) return 0;
  auto* generator = at::check_generator<at::CPUGeneratorImpl>(pass.random);
  const std::lock_guard lock(generator->mutex_);
  return generator->random64();
}

at::Tensor dropout(const at::Tensor& x, double probability, const Pass& pass) {
  if (!pass.random || probability <= 0) return x;
  return keep_scaled(x, x.sizes(), probability, pass);
}

at::Tensor drop_path(const at::Tensor& x, double probability, const Pass& pass) {
  if (!pass.random || probability <= 0) return x;
  std::vector<std::int64_t> shape(static_cast<std::size_t>(x.dim()), 1);
  shape[0] = x.size(0);
  return keep_scaled(x, shape, probability, pass);
}

}  // namespace pyra

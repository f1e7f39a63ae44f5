#include "model/pass.h"

#include <ATen/CPUGeneratorImpl.h>

namespace pyra {
namespace {

/// Of `shape`: 0 with `probability`, else 1 / (1 - probability).
at::Tensor draw_mask(at::IntArrayRef shape, const at::Tensor& x, double probability, const Pass& pass) {
  return at::empty(shape, x.options()).bernoulli_(1 - probability, pass.random).div_(1 - probability);
}

/// One number a picture.
at::Tensor draw_path(const at::Tensor& x, double probability, const Pass& pass) {
  std::vector<std::int64_t> shape(static_cast<std::size_t>(x.dim()), 1);
  shape[0] = x.size(0);
  return draw_mask(shape, x, probability, pass);
}

}  // namespace

std::uint64_t draw_seed(const Pass& pass) {
  if (!pass.random) return 0;
  auto* generator = at::check_generator<at::CPUGeneratorImpl>(pass.random);
  const std::lock_guard lock(generator->mutex_);
  return generator->random64();
}

at::Tensor dropout(const at::Tensor& x, double probability, const Pass& pass) {
  return pass.random && probability > 0 ? x * draw_mask(x.sizes(), x, probability, pass) : x;
}

at::Tensor drop_path(const at::Tensor& x, double probability, const Pass& pass) {
  return pass.random && probability > 0 ? x * draw_path(x, probability, pass) : x;
}

at::Tensor add_branch(const at::Tensor& x, const at::Tensor& branch, double probability, const Pass& pass) {
  if (!pass.random || probability <= 0) return x + branch;
  return at::addcmul(x, branch, draw_path(branch, probability, pass));
}

}  // namespace pyra

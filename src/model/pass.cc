#include "model/pass.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>

namespace pyra {
namespace {

/// The pass' own; on another device that device's, seeded by the pass' for every mask, so that one state tells the whole run and a block
/// that is computed again draws the same.
at::Generator generator_on(at::Device device, const Pass& pass) {
  if (device.is_cpu()) return *pass.random;
  at::Generator random = at::globalContext().defaultGenerator(device);
  const std::lock_guard lock(random.mutex());
  random.set_current_seed(draw_seed(pass));
  return random;
}

/// Of `shape`: 0 with `probability`, else 1 / (1 - probability).
at::Tensor draw_mask(at::IntArrayRef shape, const at::Tensor& x, double probability, const Pass& pass) {
  return at::empty(shape, x.options()).bernoulli_(1 - probability, generator_on(x.device(), pass)).div_(1 - probability);
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

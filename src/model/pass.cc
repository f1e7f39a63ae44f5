#include "model/pass.h"

#include "ops/token_ops.h"

namespace pyra {
namespace {

Draws draws_of(const Pass& pass) { return {*pass.random, pass.step_seed}; }

/// One number a picture: 0 with `probability`, else 1 / (1 - probability).
at::Tensor draw_path(const at::Tensor& x, double probability, const Pass& pass) {
  std::vector<std::int64_t> shape(static_cast<std::size_t>(x.dim()), 1);
  shape[0] = x.size(0);
  return token_ops(x).dropout(at::ones(shape, x.options()), probability, draws_of(pass));
}

}  // namespace

std::uint64_t draw_seed(const Pass& pass) { return pass.random ? next_seed(*pass.random) : 0; }

at::Tensor dropout(const at::Tensor& x, double probability, const Pass& pass) {
  return pass.random && probability > 0 ? token_ops(x).dropout(x, probability, draws_of(pass)) : x;
}

at::Tensor drop_path(const at::Tensor& x, double probability, const Pass& pass) {
  return pass.random && probability > 0 ? x * draw_path(x, probability, pass) : x;
}

at::Tensor add_branch(const at::Tensor& x, const at::Tensor& branch, double probability, const Pass& pass) {
  if (!pass.random || probability <= 0) return x + branch;
  return at::addcmul(x, branch, draw_path(branch, probability, pass));
}

}  // namespace pyra

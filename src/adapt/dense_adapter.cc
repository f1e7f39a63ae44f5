#include "adapt/dense_adapter.h"

#include "adapt/initialise.h"
#include "methods/bottleneck_rules.h"

namespace pyra {

DenseAdapter::DenseAdapter(std::int64_t dim, std::int64_t width, double dropout, bool closes_group,
                           at::Generator& random)
    : down1_(Linear::zeros(dim, width)),
      down2_(Linear::zeros(width, dense_inner(width))),
      down3_(Linear::zeros(dense_inner(width) + width, width)),
      up1_(Linear::zeros(dense_inner(width), width)),
      up2_(Linear::zeros(width, dim)),
      dropout_(dropout),
      closes_group_(closes_group) {
  for (const Linear* down : {&down1_, &down2_, &down3_}) kaiming_uniform(down->weight, random);
}

Branch DenseAdapter::forward(Branch mlp, const Normed& mlp_in, const Pass& pass) const {
  const at::Tensor h = pyra::dropout(down1_(mlp_in.x).relu(), dropout_, pass);
  const at::Tensor u = down2_(h);
  const at::Tensor d = up2_(down3_(at::cat({u, up1_(u)}, -1)) + h);
  const at::Tensor sum = mlp.carried.defined() ? mlp.carried + d : d;
  mlp.x = mlp.x + d;
  if (!closes_group_) return {mlp.x, sum};
  return {mlp.x + sum, {}};
}

void DenseAdapter::collect(ParameterList& list, const std::string& block) const {
  const std::string name = block + ".adaptmlp.";
  down1_.collect(list, name + "down1", Role::adapter);
  down2_.collect(list, name + "down2", Role::adapter);
  down3_.collect(list, name + "down3", Role::adapter);
  up1_.collect(list, name + "up1", Role::adapter);
  up2_.collect(list, name + "up2", Role::adapter);
}

}  // namespace pyra

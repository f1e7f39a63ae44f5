#include "adapt/dense.h"

#include "adapt/initialise.h"
#include "methods/dense/groups.h"

namespace pyra {

DenseAdapter::DenseAdapter(const MethodSetting& setting)
    : down1_(Linear::zeros(setting.dim, setting.width)),
      down2_(Linear::zeros(setting.width, dense_inner(setting.width))),
      down3_(Linear::zeros(dense_inner(setting.width) + setting.width, setting.width)),
      up1_(Linear::zeros(dense_inner(setting.width), setting.width)),
      up2_(Linear::zeros(setting.width, setting.dim)),
      dropout_(setting.dropout),
      closes_group_(closes_group(setting.block, setting.depth)) {
  for (const Linear* down : {&down1_, &down2_, &down3_}) kaiming_uniform(down->weight, *setting.random);
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

TrainedMethod dense_in_training() {
  return {.name = "dense", .bottleneck = make_bottleneck_of<DenseAdapter>};
}

}  // namespace pyra

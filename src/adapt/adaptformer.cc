#include "adapt/adaptformer.h"

#include "adapt/initialise.h"
#include "methods/bottleneck_rules.h"

namespace pyra {

AdaptFormer::AdaptFormer(std::int64_t dim, std::int64_t width, double dropout, at::Generator& random)
    : down_(Linear::zeros(dim, width)), up_(Linear::zeros(width, dim)), dropout_(dropout) {
  kaiming_uniform(down_.weight, random);
}

Branch AdaptFormer::forward(Branch mlp, const Normed& mlp_in, const Pass& pass) const {
  const at::Tensor z = pyra::dropout(down_(mlp_in.value()).relu(), dropout_, pass);
  mlp.x = at::add(mlp.x, up_(z), kAdaptFormerScale);
  return mlp;
}

void AdaptFormer::collect(ParameterList& list, const std::string& block) const {
  down_.collect(list, block + ".adaptmlp.down_proj", Role::adapter);
  up_.collect(list, block + ".adaptmlp.up_proj", Role::adapter);
}

}  // namespace pyra

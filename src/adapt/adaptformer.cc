#include "adapt/adaptformer.h"

#include "methods/adaptformer/scale.h"

namespace pyra {

Branch AdaptFormer::forward(Branch mlp, const Normed& mlp_in, const Pass& pass) const {
  const at::Tensor z = pyra::dropout(maps_.down(mlp_in.value()).relu(), maps_.dropout, pass);
  mlp.x = at::add(mlp.x, maps_.up(z), kAdaptFormerScale);
  return mlp;
}

void AdaptFormer::collect(ParameterList& list, const std::string& block) const {
  maps_.collect(list, block + ".adaptmlp.down_proj", block + ".adaptmlp.up_proj");
}

TrainedMethod adaptformer_in_training() {
  return {.name = "adaptformer", .bottleneck = make_bottleneck_of<AdaptFormer>};
}

}  // namespace pyra

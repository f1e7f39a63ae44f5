#include "adapt/adapter.h"

namespace pyra {

Branch Adapter::forward(Branch mlp, const Normed&, const Pass& pass) const {
  const at::Tensor z = maps_.down(mlp.x);
  mlp.x = mlp.x + maps_.up(pyra::dropout(z * (1.702 * z).sigmoid(), maps_.dropout, pass));
  return mlp;
}

void Adapter::collect(ParameterList& list, const std::string& block) const {
  maps_.collect(list, block + ".adapter.ln1", block + ".adapter.ln2");
}

TrainedMethod adapter_in_training() { return {.name = "adapter", .bottleneck = make_bottleneck_of<Adapter>}; }

}  // namespace pyra

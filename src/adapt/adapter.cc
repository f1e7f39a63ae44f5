#include "adapt/adapter.h"

#include "adapt/initialise.h"

namespace pyra {

Adapter::Adapter(std::int64_t dim, std::int64_t width, double dropout, at::Generator& random)
    : down_(Linear::zeros(dim, width)), up_(Linear::zeros(width, dim)), dropout_(dropout) {
  kaiming_uniform(down_.weight, random);
}

Branch Adapter::forward(Branch mlp, const Normed&, const Pass& pass) const {
  const at::Tensor z = down_(mlp.x);
  mlp.x = mlp.x + up_(pyra::dropout(z * (1.702 * z).sigmoid(), dropout_, pass));
  return mlp;
}

void Adapter::collect(ParameterList& list, const std::string& block) const {
  down_.collect(list, block + ".adapter.ln1", Role::adapter);
  up_.collect(list, block + ".adapter.ln2", Role::adapter);
}

}  // namespace pyra

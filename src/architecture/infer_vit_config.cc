#include "architecture/infer_vit_config.h"

#include <utility>

#include "architecture/inference.h"
#include "architecture/model_spec.h"
#include "architecture/sidecar/stated_traits.h"
#include "base/text/words.h"
#include "pyra/error.h"

namespace pyra {

std::int64_t Inference::size_of(const std::string& name, std::size_t rank, std::size_t axis) const {
  const auto found = tensors.find(name);
  if (found == tensors.end())
    throw InputError("the checkpoint lacks the tensor '" + name + "' of a Vision Transformer");
  const HostTensor& tensor = found->second;
  if (tensor.shape.size() != rank || tensor.elements() == 0) {
    throw InputError("the tensor '" + name + "' is " + tensor.describe() + ", expected " +
                     std::to_string(rank) + " dimensions, none of them 0");
  }
  return tensor.shape[axis];
}

VitConfig infer_vit_config(const TensorMap& tensors, std::optional<std::int64_t> heads_in_layout,
                           const Sidecar& sidecar, const BackboneOverrides& overrides,
                           std::vector<std::string>& assumptions) {
  Inference inference{tensors, heads_in_layout, sidecar, overrides};
  for (const Part& part : all_parts()) {
    if (part.infer != nullptr) part.infer(inference);
  }
  const std::string against = contradiction(sidecar.stated, inference.config);
  if (!against.empty() && !overrides.trained_on) throw InputError(against);
  auto nearly_sure = std::exchange(inference.assumed, {});  // named last
  for (const Part& part : all_parts()) {
    if (part.settle != nullptr) part.settle(inference);
  }
  inference.assumed.insert(inference.assumed.end(), nearly_sure.begin(), nearly_sure.end());
  if (!inference.assumed.empty())
    assumptions.push_back("the weights do not say: " + joined(inference.assumed) + " assumed");
  assumptions.insert(assumptions.end(), inference.doubts.begin(), inference.doubts.end());
  validate(inference.config);
  return inference.config;
}

}  // namespace pyra

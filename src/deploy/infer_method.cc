#include "deploy/infer_method.h"

#include "methods/list.h"

namespace pyra {

void infer_method(InferenceModel& model) {
  model.method = "none";
  model.width = 0;
  VitConfig block = model.config;  // of which the first block tells
  block.depth = 1;
  for (const Method& method : methods()) {
    const TensorShapes own = method.left(block, 1);
    if (own.empty()) continue;
    const auto found = model.tensors.find(own.front().first);
    if (found == model.tensors.end() || found->second.shape.empty()) continue;
    model.method = method.name;
    model.width = found->second.shape.front();
    return;
  }
}

}  // namespace pyra

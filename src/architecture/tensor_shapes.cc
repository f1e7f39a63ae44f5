#include "architecture/tensor_shapes.h"

#include <set>

#include "io/shape.h"
#include "pyra/error.h"

namespace pyra {
namespace {

bool is_floating(DType dtype) {
  return dtype == DType::f32 || dtype == DType::bf16 || dtype == DType::f16 || dtype == DType::f64;
}

}  // namespace

void check_tensors(const TensorMap& tensors, const TensorShapes& wanted) {
  std::set<std::string> known;
  for (const auto& [name, shape] : wanted) {
    const auto found = tensors.find(name);
    if (found == tensors.end()) throw InputError("tensor " + name + " is missing; the model needs it");
    if (found->second.shape != shape || !is_floating(found->second.dtype)) {
      throw InputError("tensor " + name + " is " + found->second.describe() + ", but the model needs F32 " +
                       shape_text(shape));
    }
    known.insert(name);
  }
  for (const auto& [name, tensor] : tensors) {
    if (!known.contains(name)) {
      throw InputError("tensor " + name + " (" + tensor.describe() +
                       ") is in the file, but the model has no such part");
    }
  }
}

}  // namespace pyra

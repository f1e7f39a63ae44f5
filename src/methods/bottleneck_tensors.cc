#include "methods/bottleneck_tensors.h"

#include "methods/bottleneck_rules.h"

namespace pyra {
namespace {

void add_linear(TensorShapes& shapes, const std::string& name, std::int64_t in, std::int64_t out) {
  shapes.push_back({name + ".weight", {out, in}});
  shapes.push_back({name + ".bias", {out}});
}

std::string beside_mlp(std::int64_t block) { return "blocks." + std::to_string(block) + ".adaptmlp."; }

}  // namespace

TensorShapes adaptformer_shapes(const VitConfig& config, std::int64_t width) {
  TensorShapes shapes;
  for (std::int64_t i = 0; width > 0 && i < config.depth; ++i) {
    add_linear(shapes, beside_mlp(i) + "down_proj", config.dim, width);
    add_linear(shapes, beside_mlp(i) + "up_proj", width, config.dim);
  }
  return shapes;
}

TensorShapes dense_adapter_shapes(const VitConfig& config, std::int64_t width) {
  TensorShapes shapes;
  const std::int64_t inner = dense_inner(width);
  for (std::int64_t i = 0; width > 0 && i < config.depth; ++i) {
    add_linear(shapes, beside_mlp(i) + "down1", config.dim, width);
    add_linear(shapes, beside_mlp(i) + "down2", width, inner);
    add_linear(shapes, beside_mlp(i) + "down3", inner + width, width);
    add_linear(shapes, beside_mlp(i) + "up1", inner, width);
    add_linear(shapes, beside_mlp(i) + "up2", width, config.dim);
  }
  return shapes;
}

TensorShapes adapter_shapes(const VitConfig& config, std::int64_t width) {
  TensorShapes shapes;
  for (std::int64_t i = 0; width > 0 && i < config.depth; ++i) {
    const std::string name = "blocks." + std::to_string(i) + ".adapter.";
    shapes.push_back({name + "ln1.weight", {width, config.dim}});
    shapes.push_back({name + "ln1.bias", {width}});
    shapes.push_back({name + "ln2.weight", {config.dim, width}});
    shapes.push_back({name + "ln2.bias", {config.dim}});
  }
  return shapes;
}

}  // namespace pyra

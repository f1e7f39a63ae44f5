#include "architecture/inference.h"
#include "architecture/part.h"
#include "pyra/error.h"

namespace pyra {
namespace {

constexpr std::int64_t kMaxDepth = 4096;
constexpr Field kFields[] = {{"depth", &VitConfig::depth, 1, kMaxDepth}};

void infer(Inference& from) {
  std::int64_t depth = 0;
  while (from.has("blocks." + std::to_string(depth) + ".norm1.weight")) ++depth;
  if (depth == 0)
    throw InputError("the checkpoint lacks the tensor 'blocks.0.norm1.weight' of a Vision Transformer");
  from.config.depth = depth;
}

}  // namespace

Part depth_part() {
  return {.name = "blocks",
          .doc = "attention and MLP again and again, each added to what it reads",
          .fields = kFields,
          .infer = infer};
}

}  // namespace pyra

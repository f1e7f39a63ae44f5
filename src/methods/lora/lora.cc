// LoRA (arXiv 2106.09685) on the fused q, k, v projection, as the PYRA authors apply it, disappears into it:
// W + B A.
#include "methods/method.h"

namespace pyra {
namespace {

std::string attention(std::int64_t block) { return "blocks." + std::to_string(block) + ".attn."; }

/// weight [out, in] += up [out, rank] down [rank, in].
void add_product(std::vector<float>& weight, const std::vector<float>& up, const std::vector<float>& down,
                 std::int64_t out, std::int64_t in, std::int64_t rank) {
  for (std::int64_t row = 0; row < out; ++row) {
    std::vector<float> delta(static_cast<std::size_t>(in), 0.0F);
    for (std::int64_t k = 0; k < rank; ++k) {
      const float factor = up[static_cast<std::size_t>(row * rank + k)];
      const float* values = down.data() + k * in;
      for (std::int64_t c = 0; c < in; ++c) delta[static_cast<std::size_t>(c)] += factor * values[c];
    }
    float* to = weight.data() + row * in;
    for (std::int64_t c = 0; c < in; ++c) to[c] += delta[static_cast<std::size_t>(c)];
  }
}

/// blocks.N.attn.LoRA_a [rank, C] and LoRA_b [3C, rank].
TensorShapes tensors(const VitConfig& config, std::int64_t rank) {
  TensorShapes shapes;
  for (std::int64_t i = 0; i < config.depth; ++i) {
    shapes.push_back({attention(i) + "LoRA_a.weight", {rank, config.dim}});
    shapes.push_back({attention(i) + "LoRA_b.weight", {3 * config.dim, rank}});
  }
  return shapes;
}

/// In float32, summed over the rank in its order: the same bits on every machine and with any number of
/// threads.
void fold(TensorMap& tensors, const VitConfig& config) {
  for (std::int64_t i = 0; i < config.depth; ++i) {
    HostTensor& qkv = tensors.at(attention(i) + "qkv.weight");
    const auto down = tensors.extract(attention(i) + "LoRA_a.weight").mapped();
    const auto up = tensors.extract(attention(i) + "LoRA_b.weight").mapped();
    std::vector<float> weight = qkv.to_float();
    add_product(weight, up.to_float(), down.to_float(), qkv.shape[0], qkv.shape[1], down.shape[0]);
    qkv = make_tensor(weight, qkv.shape);
  }
}

}  // namespace

Method lora_method() {
  return {.name = "lora",
          .doc = "low-rank update of the q, k, v projection, backbone frozen",
          .standard = true,
          .tensors = tensors,
          .fold = fold};
}

}  // namespace pyra

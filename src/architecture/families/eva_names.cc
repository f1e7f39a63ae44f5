#include "architecture/families/eva_names.h"

#include "architecture/families/layout.h"

namespace pyra {
namespace {

HostTensor zeros(std::int64_t count) {
  return make_tensor(std::vector<float>(static_cast<std::size_t>(count)), {count});
}

}  // namespace

void join_biases(TensorMap& tensors, const std::string& block) {
  const std::string to = block + "attn.qkv.bias";
  if (!tensors.contains(block + "attn.q_bias")) return;
  const HostTensor q = take(tensors, block + "attn.q_bias"), v = take(tensors, block + "attn.v_bias");
  tensors.emplace(to, concatenate({q, zeros(q.elements()), v}, to));
}

void join_gates(TensorMap& tensors, const std::string& block) {
  for (const auto& [gate, up] : {std::pair{"mlp.fc1_g", "mlp.fc1_x"}, {"mlp.w1", "mlp.w2"}}) {
    for (const std::string kind : {".weight", ".bias"}) {
      if (!tensors.contains(block + gate + kind)) continue;
      const std::string to = block + "mlp.fc1" + kind;
      const HostTensor first = take(tensors, block + gate + kind), second = take(tensors, block + up + kind);
      tensors.emplace(to, concatenate({first, second}, to));
    }
  }
  for (const std::string kind : {".weight", ".bias"})
    rename(tensors, block + "mlp.w3" + kind, block + "mlp.fc2" + kind);
}

}  // namespace pyra

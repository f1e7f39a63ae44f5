// The .npz files of google-research/vision_transformer and big_vision (Flax): kernels are [in, out],
// convolutions [height, width, in, out], q, k and v are apart and keep their heads: [C, H, D].
#include "architecture/families/key_map.h"
#include "architecture/families/layout.h"
#include "architecture/families/wrapper.h"
#include "pyra/error.h"

namespace pyra {
namespace {

Landmarks landmarks() {
  return {"embedding/kernel",
          {"Transformer/encoderblock_0/LayerNorm_0/scale", "Transformer/encoderblock/LayerNorm_0/scale"},
          '/'};
}

/// big_vision counts the parts of a block differently from the original.
struct Dialect {
  std::string position, attention, mlp, norm2;
};
const Dialect kOriginal{"Transformer/posembed_input/pos_embedding", "MultiHeadDotProductAttention_1/",
                        "MlpBlock_3/", "LayerNorm_2"};
const Dialect kBigVision{"pos_embedding", "MultiHeadDotProductAttention_0/", "MlpBlock_0/", "LayerNorm_1"};

class Mapper {
 public:
  Mapper(TensorMap tensors, const std::optional<std::string>& copy) {
    const auto models = find_models(tensors, landmarks());
    const PlacedModel chosen = choose_model(tensors, models, copy).value();
    source_ = unwrap(std::move(tensors), chosen, models, result_.notes);
  }

  MappedWeights map() {
    if (source_.contains("Transformer/encoderblock/LayerNorm_0/scale")) {
      throw InputError(
          "this big_vision checkpoint stacks all blocks in one tensor (scan), which pyra does not read");
    }
    const Dialect& dialect = source_.contains(kBigVision.position) ? kBigVision : kOriginal;
    put("patch_embed.proj.weight",
        permute(take(source_, "embedding/kernel"), {3, 2, 0, 1}, "embedding/kernel"));
    move("embedding/bias", "patch_embed.proj.bias");
    if (source_.contains("cls")) move("cls", "cls_token");
    move(dialect.position, "pos_embed");
    for (int i = 0; source_.contains(block_name(i) + "LayerNorm_0/scale"); ++i) map_block(i, dialect);
    norm("Transformer/encoder_norm", "norm");
    if (source_.contains("pre_logits/kernel")) linear("pre_logits", "pre_logits.fc");
    if (source_.contains("head/kernel")) linear("head", "head");
    // Whatever is left keeps its name, for the final check to name it.
    result_.tensors.merge(source_);
    return std::move(result_);
  }

 private:
  static std::string block_name(int i) { return "Transformer/encoderblock_" + std::to_string(i) + "/"; }

  void put(const std::string& name, HostTensor tensor) { result_.tensors.emplace(name, std::move(tensor)); }
  void move(const std::string& from, const std::string& to) { put(to, take(source_, from)); }
  void norm(const std::string& from, const std::string& to) {
    move(from + "/scale", to + ".weight");
    move(from + "/bias", to + ".bias");
  }
  void linear(const std::string& from, const std::string& to) {
    put(to + ".weight", permute(take(source_, from + "/kernel"), {1, 0}, from + "/kernel"));
    move(from + "/bias", to + ".bias");
  }

  void map_block(int i, const Dialect& dialect) {
    const std::string from = block_name(i), to = "blocks." + std::to_string(i) + ".";
    norm(from + "LayerNorm_0", to + "norm1");
    norm(from + dialect.norm2, to + "norm2");
    linear(from + dialect.mlp + "Dense_0", to + "mlp.fc1");
    linear(from + dialect.mlp + "Dense_1", to + "mlp.fc2");
    attention(from + dialect.attention, to + "attn.");
  }

  void attention(const std::string& from, const std::string& to) {
    std::vector<HostTensor> weights, biases;
    for (const char* part : {"query", "key", "value"}) {
      const std::string name = from + part + "/kernel";
      const HostTensor kernel = take(source_, name);
      if (kernel.shape.size() != 3) {
        throw InputError("the tensor '" + name + "' is " + kernel.describe() +
                         ", expected [channels, heads, head dim]");
      }
      const std::int64_t dim = kernel.shape[0], heads = kernel.shape[1];
      if (result_.heads && *result_.heads != heads)
        throw InputError("'" + name + "' has another number of heads");
      result_.heads = heads;
      weights.push_back(reshape(permute(kernel, {1, 2, 0}, name), {heads * kernel.shape[2], dim}, name));
      biases.push_back(flatten(from + part + "/bias"));
    }
    put(to + "qkv.weight", concatenate(weights, to + "qkv.weight"));
    put(to + "qkv.bias", concatenate(biases, to + "qkv.bias"));

    const std::string name = from + "out/kernel";
    const HostTensor out = take(source_, name);  // [H, D, C]
    if (out.shape.size() != 3)
      throw InputError("the tensor '" + name + "' is " + out.describe() + ", expected 3 dimensions");
    put(to + "proj.weight",
        reshape(permute(out, {2, 0, 1}, name), {out.shape[2], out.shape[0] * out.shape[1]}, name));
    move(from + "out/bias", to + "proj.bias");
  }

  HostTensor flatten(const std::string& name) {
    HostTensor tensor = take(source_, name);
    const std::int64_t elements = tensor.elements();
    return reshape(std::move(tensor), {elements}, name);
  }

  TensorMap source_;
  MappedWeights result_;
};

}  // namespace

KeyMap google_jax_family() {
  return {
      .name = "google-jax",
      .doc = "Google's .npz: embedding/kernel, Transformer/encoderblock_0/..., head/kernel",
      .models = [](const TensorMap& tensors) { return find_models(tensors, landmarks()); },
      .map = [](TensorMap tensors,
                const std::optional<std::string>& copy) { return Mapper(std::move(tensors), copy).map(); }};
}

}  // namespace pyra

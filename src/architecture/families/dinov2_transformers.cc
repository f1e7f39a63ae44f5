// DINOv2 of Hugging Face transformers, with and without registers, as it saves models (attention.attention
// .query) and as its modules are named since transformers 5 (attention.q_proj).
#include "architecture/families/dinov2.h"
#include "architecture/families/spelling.h"

namespace pyra {
namespace {

constexpr std::string_view kOthers[] = {"embeddings.patch_embeddings.projection.weight"};
constexpr std::string_view kNames[] = {"dinov2.", "dinov2_with_registers.", ""};

constexpr Renamed kTensors[] = {{"embeddings.cls_token", "cls_token"},
                                {"embeddings.register_tokens", "reg_token"},
                                {"embeddings.position_embeddings", "pos_embed"},
                                {"encoder.layer.#.layer_scale1.lambda1", "blocks.#.ls1.gamma"},
                                {"encoder.layer.#.layer_scale2.lambda1", "blocks.#.ls2.gamma"}};

constexpr Renamed kLayers[] = {{"embeddings.patch_embeddings.projection", "patch_embed.proj"},
                               {"encoder.layer.#.norm1", "blocks.#.norm1"},
                               {"encoder.layer.#.norm2", "blocks.#.norm2"},
                               {"encoder.layer.#.attention.output.dense", "blocks.#.attn.proj"},
                               {"encoder.layer.#.attention.o_proj", "blocks.#.attn.proj"},
                               {"encoder.layer.#.mlp.fc1", "blocks.#.mlp.fc1"},
                               {"encoder.layer.#.mlp.fc2", "blocks.#.mlp.fc2"},
                               {"encoder.layer.#.mlp.weights_in", "blocks.#.mlp.fc1"},
                               {"encoder.layer.#.mlp.weights_out", "blocks.#.mlp.fc2"},
                               {"layernorm", "norm"}};

constexpr Joined kJoined[] = {
    {{"encoder.layer.#.attention.attention.query", "encoder.layer.#.attention.attention.key",
      "encoder.layer.#.attention.attention.value"},
     "blocks.#.attn.qkv"},
    {{"encoder.layer.#.attention.q_proj", "encoder.layer.#.attention.k_proj",
      "encoder.layer.#.attention.v_proj"},
     "blocks.#.attn.qkv"}};

constexpr Renamed kBeside[] = {{"classifier", "head"}};
constexpr LeftOut kLeftOut[] = {{"embeddings.mask_token", "masked pretraining"}};

constexpr Spelling kSpelling{.root = "encoder.layer.0.layer_scale1.lambda1",
                             .others = kOthers,
                             .names = kNames,
                             .tensors = kTensors,
                             .layers = kLayers,
                             .beside = kBeside,
                             .joined = kJoined,
                             .left_out = kLeftOut};

MappedWeights map(TensorMap tensors, const std::optional<std::string>& copy) {
  MappedWeights weights = respell(kSpelling, std::move(tensors), copy);
  settle_dinov2_positions(weights, PositionResizing::plain);
  return weights;
}

}  // namespace

KeyMap dinov2_transformers_family() {
  return {.name = "dinov2-huggingface",
          .doc = "DINOv2 of transformers: dinov2.encoder.layer.0.layer_scale1.lambda1, classifier.weight",
          .models = [](const TensorMap& tensors) { return spelled_models(kSpelling, tensors); },
          .map = map,
          .sidecar = read_transformers_sidecar,
          .pooling = Pooling::class_token,
          .norm_eps = AssumedEps{1e-6, "LayerNorm eps 1e-6 assumed, that of every DINOv2"},
          .pictures = &kDinov2Pictures,
          .resizes_positions = true};
}

}  // namespace pyra

// CLIP in the names of its authors and of open_clip (LAION, DataComp, MetaCLIP, DFN): its picture tower
// beside the text tower, or alone.
#include "architecture/families/tower.h"

namespace pyra {
namespace {

constexpr std::string_view kOthers[] = {"transformer.resblocks.0.ln_1.weight"};
constexpr std::string_view kNames[] = {"visual.", ""};

constexpr Renamed kTensors[] = {{"class_embedding", "cls_token", as_token},
                                {"positional_embedding", "pos_embed", as_positions},
                                {"proj", "projection.weight", transposed},
                                {"transformer.resblocks.#.attn.in_proj_weight", "blocks.#.attn.qkv.weight"},
                                {"transformer.resblocks.#.attn.in_proj_bias", "blocks.#.attn.qkv.bias"},
                                {"transformer.resblocks.#.ls_1.gamma", "blocks.#.ls1.gamma"},
                                {"transformer.resblocks.#.ls_2.gamma", "blocks.#.ls2.gamma"}};

constexpr Renamed kLayers[] = {{"conv1", "patch_embed.proj"},
                               {"ln_pre", "norm_pre"},
                               {"transformer.resblocks.#.ln_1", "blocks.#.norm1"},
                               {"transformer.resblocks.#.ln_2", "blocks.#.norm2"},
                               {"transformer.resblocks.#.attn.out_proj", "blocks.#.attn.proj"},
                               {"transformer.resblocks.#.mlp.c_fc", "blocks.#.mlp.fc1"},
                               {"transformer.resblocks.#.mlp.c_proj", "blocks.#.mlp.fc2"},
                               {"ln_post", "norm"}};

constexpr LeftOut kLeftOut[] = {{"transformer.", "the text tower", true},
                                {"text.", "the text tower", true},
                                {"token_embedding.weight", "of the text tower", true},
                                {"positional_embedding", "of the text tower", true},
                                {"ln_final.", "of the text tower", true},
                                {"text_projection", "of the text tower", true},
                                {"attn_mask", "of the text tower", true},
                                {"logit_scale", "of pictures with texts", true},
                                {"logit_bias", "of pictures with texts", true},
                                {"input_resolution", "a setting", true},
                                {"context_length", "a setting", true},
                                {"vocab_size", "a setting", true}};

constexpr Spelling kSpelling{.root = "conv1.weight",
                             .others = kOthers,
                             .names = kNames,
                             .tensors = kTensors,
                             .layers = kLayers,
                             .left_out = kLeftOut};

}  // namespace

KeyMap open_clip_family() {
  return {
      .name = "open_clip",
      .doc = "CLIP of OpenAI and open_clip: visual.conv1.weight, visual.transformer.resblocks.0.ln_1.weight",
      .models = [](const TensorMap& tensors) { return spelled_models(kSpelling, tensors); },
      .map =
          [](TensorMap tensors, const std::optional<std::string>& copy) {
            return respell(kSpelling, std::move(tensors), copy);
          },
      .sidecar = read_open_clip_sidecar,
      .pooling = Pooling::class_token,
      .norm_eps = kClipEps,
      .activation = kQuickGelu,
      .pictures = &kClipPictures};
}

}  // namespace pyra

#include "config/foreign.h"

#include <algorithm>
#include <initializer_list>
#include <vector>

namespace pyra {
namespace {

constexpr std::string_view kOnlyPlain = "pyra adapts plain Vision Transformers alone";
constexpr std::string_view kMerge =
    "merge it into its model in Python (PEFT's merge_and_unload()), save that and give it as the backbone; "
    "adapters for pyra are made with pyra adapt";
constexpr std::string_view kTimm = "timm holds the same model under the names that pyra reads: save timm's";
constexpr std::string_view kVision =
    "its picture tower alone is of use: timm's vit_*_clip_* and vit_*_siglip_gap_* are such towers";

struct Rule {
  std::vector<std::string_view> pieces;  // each is part of some tensor's name
  ForeignFamily family;
};

/// In the order in which they are tried: what is built of others comes before them.
const std::vector<Rule>& rules() {
  static const std::vector<Rule> table{
      {{".lora_A."}, {"a PEFT adapter (LoRA) or a model that still carries one", kMerge}},
      {{"lora_down.weight"}, {"a LoRA of a diffusion model", kOnlyPlain}},
      {{".base_layer.weight"}, {"a model that still carries a PEFT adapter", kMerge}},
      {{"prompt_embeddings"}, {"a PEFT adapter (prompts)", kMerge}},
      {{"model.diffusion_model."}, {"a diffusion model", kOnlyPlain}},
      {{"down_blocks.0.", "time_embedding."}, {"a diffusion model's UNet", kOnlyPlain}},
      {{"transformer_blocks.0.", "time_text_embed."}, {"a diffusion transformer", kOnlyPlain}},
      {{"t_embedder.", "x_embedder."}, {"a diffusion transformer (DiT)", kOnlyPlain}},
      {{"quant_conv.weight", "decoder."}, {"a diffusion model's autoencoder", kOnlyPlain}},
      {{"text_model.encoder.layers.0.", "vision_model."},
       {"a CLIP or SigLIP model of transformers, pictures and text", kVision}},
      {{"vision_model.encoder.layers.0."},
       {"the picture tower of CLIP or SigLIP in transformers' names", kTimm}},
      {{"visual.transformer.resblocks.0."}, {"OpenAI's CLIP, pictures and text", kVision}},
      {{"relative_position_bias_table", "layers.0.blocks.0."}, {"a Swin transformer", kOnlyPlain}},
      {{"relative_position_bias_table", "encoder.layers.0.blocks.0."}, {"a Swin transformer", kOnlyPlain}},
      {{"swin.", "downsample.reduction.weight"}, {"a Swin transformer", kOnlyPlain}},
      {{"layers.0.downsample.reduction.weight"}, {"a Swin transformer", kOnlyPlain}},
      {{"features.1.0.attn.relative_position_bias_table"}, {"a Swin transformer of torchvision", kOnlyPlain}},
      {{"relative_position_bias_table"}, {"a BEiT, whose attention has relative positions", kOnlyPlain}},
      {{"lambda_1", "embeddings.patch_embeddings."}, {"a BEiT of transformers", kOnlyPlain}},
      {{"layer_scale1.lambda1"},
       {"DINOv2 or DINOv3 in transformers' names",
        "of DINOv2, timm holds the same model under the names that pyra reads: save timm's"}},
      {{"stages.0.blocks.0.conv_dw."}, {"a ConvNeXt", kOnlyPlain}},
      {{"downsample_layers.0.0.", "stages.0.0.dwconv."}, {"a ConvNeXt", kOnlyPlain}},
      {{"encoder.stages.0.layers.0.dwconv."}, {"a ConvNeXt of transformers", kOnlyPlain}},
      {{"features.1.0.block.0.", "layer_scale"}, {"a ConvNeXt of torchvision", kOnlyPlain}},
      {{"layer1.0.conv1.", "layer4.0.conv1."}, {"a ResNet", kOnlyPlain}},
      {{"layer1.0.conv1.", "layer2.0.conv1."}, {"a ResNet", kOnlyPlain}},
      {{"encoder.stages.0.layers.0.layer.0.convolution."}, {"a ResNet of transformers", kOnlyPlain}},
      {{"stages.0.blocks.0.conv1.", "stem."}, {"a ResNet or RegNet of timm", kOnlyPlain}},
      {{"conv_stem.weight", "blocks.0.0."}, {"an EfficientNet or MobileNet", kOnlyPlain}},
      {{"features.0.0.weight", "classifier.1.weight"},
       {"an EfficientNet or MobileNet of torchvision", kOnlyPlain}},
      {{"features.denseblock1."}, {"a DenseNet", kOnlyPlain}},
      {{"features.0.weight", "classifier.0.weight"}, {"a VGG or AlexNet", kOnlyPlain}},
      {{"transformer.decoder.layers.0.", "class_embed"}, {"a DETR", kOnlyPlain}},
      {{"mask_decoder.", "prompt_encoder."}, {"a Segment Anything model", kOnlyPlain}},
      {{"attn.rel_pos_h"},
       {"a transformer with decomposed relative positions (ViTDet, SAM, MViT)", kOnlyPlain}},
      {{"decoder_blocks.0.", "decoder_embed."},
       {"an MAE with its decoder", "keep the encoder: leave out the tensors named decoder_* and mask_token"}},
      {{"encoder.layers.encoder_layer_0.", "conv_proj."}, {"a ViT in torchvision's names", kTimm}},
      {{"patch_embed.backbone."}, {"a hybrid, whose patches a ResNet makes", kOnlyPlain}},
      {{"blocks.0.attn.q_bias"}, {"an EVA, whose keys have no bias", kOnlyPlain}},
      {{"blocks.0.attn.q_norm."}, {"a ViT with normed queries and keys", kOnlyPlain}},
      {{"blocks.0.mlp.w12."}, {"a ViT with SwiGLU MLPs (DINOv2's giant)", kOnlyPlain}},
      {{"blocks.0.mlp_tokens."}, {"an MLP-Mixer", kOnlyPlain}},
      {{"blocks_token_only."}, {"a CaiT", kOnlyPlain}},
      {{"embeddings.word_embeddings.weight", "encoder.layer.0.attention.self."},
       {"a BERT or another text encoder", kOnlyPlain}},
      {{"embed_tokens.weight"}, {"a language model", kOnlyPlain}},
      {{"wte.weight", "h.0.attn."}, {"a GPT", kOnlyPlain}},
      {{"encoder.block.0.layer.0.SelfAttention."}, {"a T5", kOnlyPlain}},
      {{"encoder.conv1.weight", "decoder.token_embedding."}, {"a Whisper", kOnlyPlain}},
      {{"feature_extractor.conv_layers.0."}, {"a speech model (wav2vec 2.0, HuBERT)", kOnlyPlain}},
  };
  return table;
}

bool has(const TensorMap& tensors, std::string_view piece) {
  return std::any_of(tensors.begin(), tensors.end(),
                     [&](const auto& entry) { return entry.first.find(piece) != std::string::npos; });
}

}  // namespace

const ForeignFamily* find_foreign(const TensorMap& tensors) {
  for (const Rule& rule : rules()) {
    if (std::all_of(rule.pieces.begin(), rule.pieces.end(),
                    [&](std::string_view piece) { return has(tensors, piece); }))
      return &rule.family;
  }
  return nullptr;
}

}  // namespace pyra

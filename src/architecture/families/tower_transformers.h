// The names that CLIP's and SigLIP's picture towers share in transformers.
#pragma once

#include "architecture/families/tower.h"

namespace pyra {

// CLIP's and SigLIP's families are told apart by another tensor of theirs.
inline constexpr std::string_view kTowerRoot = "embeddings.patch_embedding.weight";
inline constexpr std::string_view kTowerNames[] = {"vision_model.", ""};

inline constexpr Renamed kTowerTensors[] = {
    {"embeddings.class_embedding", "cls_token", as_token},
    {"embeddings.position_embedding.weight", "pos_embed", as_positions},
    {"head.probe", "attn_pool.latent"},
    {"head.attention.in_proj_weight", "attn_pool.in_proj_weight"},
    {"head.attention.in_proj_bias", "attn_pool.in_proj_bias"}};

inline constexpr Renamed kTowerLayers[] = {{"embeddings.patch_embedding", "patch_embed.proj"},
                                           {"pre_layrnorm", "norm_pre"},  // so spelled
                                           {"encoder.layers.#.layer_norm1", "blocks.#.norm1"},
                                           {"encoder.layers.#.layer_norm2", "blocks.#.norm2"},
                                           {"encoder.layers.#.self_attn.out_proj", "blocks.#.attn.proj"},
                                           {"encoder.layers.#.mlp.fc1", "blocks.#.mlp.fc1"},
                                           {"encoder.layers.#.mlp.fc2", "blocks.#.mlp.fc2"},
                                           {"post_layernorm", "norm"},
                                           {"head.attention.out_proj", "attn_pool.proj"},
                                           {"head.layernorm", "attn_pool.norm"},
                                           {"head.mlp.fc1", "attn_pool.mlp.fc1"},
                                           {"head.mlp.fc2", "attn_pool.mlp.fc2"}};

inline constexpr Joined kTowerJoined[] = {
    {{"encoder.layers.#.self_attn.q_proj", "encoder.layers.#.self_attn.k_proj",
      "encoder.layers.#.self_attn.v_proj"},
     "blocks.#.attn.qkv"}};

inline constexpr Renamed kTowerBeside[] = {{"visual_projection", "projection"}, {"classifier", "head"}};

inline constexpr LeftOut kTowerLeftOut[] = {{"embeddings.position_ids", "places by number"},
                                            {"text_model.", "the text tower", true},
                                            {"text_projection.", "of the text tower", true},
                                            {"logit_scale", "of pictures with texts", true},
                                            {"logit_bias", "of pictures with texts", true}};

/// The whole table, `others` telling whose it is.
constexpr Spelling tower_of_transformers(std::span<const std::string_view> others) {
  return {.root = kTowerRoot,
          .others = others,
          .names = kTowerNames,
          .tensors = kTowerTensors,
          .layers = kTowerLayers,
          .beside = kTowerBeside,
          .joined = kTowerJoined,
          .left_out = kTowerLeftOut};
}

}  // namespace pyra

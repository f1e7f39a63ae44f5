// Attention pooling: its tensors, under timm's names.
#pragma once

#include <string_view>

#include "architecture/inference.h"

namespace pyra {

/// Before the names of all of its tensors.
inline constexpr std::string_view kAttentionPool = "attn_pool.";

/// Whether the weights have one.
bool has_attention_pool(const Inference& from);

/// Multiply-adds as its library computes it, where it sees so many tokens.
double pool_macs(const VitConfig& config, std::int64_t seen);

}  // namespace pyra

// What picture towers of CLIP's kind, which stand beside a text tower, have in common in all libraries'
// names.
#pragma once

#include <string>

#include "architecture/families/key_map.h"
#include "architecture/families/spelling.h"

namespace pyra {

/// [C] as a token, [1, 1, C]; [N, C] as positions, [1, N, C].
HostTensor as_token(HostTensor tensor, const std::string& name);
HostTensor as_positions(HostTensor tensor, const std::string& name);
/// x W as W^T x.
HostTensor transposed(HostTensor tensor, const std::string& name);

/// attn_pool.in_proj (queries, keys and values) as attn_pool.q and attn_pool.kv.
void split_attention_pool(TensorMap& tensors);

/// Says why a file whose map of patches is not one of square patches is no such tower. `name`: of pyra.
void check_patches(const TensorMap& tensors);

inline constexpr AssumedActivation kQuickGelu{
    Activation::quick_gelu,
    "QuickGELU assumed, as OpenAI's CLIP, MetaCLIP and DFN compute it and nothing beside the file says; "
    "weights of "
    "LAION, DataComp and most of open_clip compute the exact one, to be stated as gelu"};
inline constexpr AssumedEps kClipEps{1e-5, "LayerNorm eps 1e-5 assumed, that of every CLIP"};

}  // namespace pyra

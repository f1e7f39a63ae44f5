// What a Vision Transformer is made of: models as data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pyra/activation.h"

namespace pyra {

/// What the features are: the class token; the mean of the patches, each counted as often as it was merged;
/// both, one after the other; what a learned query takes of the tokens, likewise counted, and an MLP makes of
/// that (attn_pool.*: SigLIP, arXiv 2303.15343).
enum class Pooling { class_token, average, class_and_average, attention };

/// How positions are made for pictures of another size, each library's own way; all are bicubic.
enum class PositionResizing {
  antialiased,  // as torch's interpolate(antialias=True): timm's way
  plain,        // without antialiasing: transformers' way with DINOv2
  offset,       // without it, at (n + 0.1) / m for n places of m: that of DINOv2's authors
};

/// Where patches stand for rotary positions, and how fast channels turn with it.
struct RotaryKind {
  double theta = 100;          // the slowest channels turn nearly theta times slower
  bool counted = false;        // places are counted from 0 (EVA, Perception Encoder); else -1 to 1 (DINOv3)
  std::int64_t reference = 0;  // patches a side that counted places are scaled to; 0: not scaled
  std::int64_t offset = 0;     // added to what is counted
  bool x_first = false;        // the first half of what turns goes by x
  bool operator==(const RotaryKind&) const = default;
};

/// Everything that decides the forward pass besides the weights. Lengths in pixels (images, patches),
/// channels (dim, mlp_dim) or tokens (registers).
struct VitConfig {
  std::int64_t image_height = 224;
  std::int64_t image_width = 224;
  std::int64_t patch = 16;
  std::int64_t dim = 768;
  std::int64_t depth = 12;
  std::int64_t heads = 12;
  std::int64_t mlp_dim = 3072;
  std::int64_t classes = 1000;       // 0: no task head
  bool class_token = true;           // cls_token
  bool distilled = false;            // dist_token and head_dist (DeiT)
  std::int64_t registers = 0;        // reg_token, between class token and patches
  bool pos_embed_has_prefix = true;  // false: pos_embed covers the patches only (timm's no_embed_class)
  bool pos_embed = true;             // learned positions, added to the tokens
  bool rotary = false;               // queries and keys are turned by the place of their patch (DINOv3)
  double rope_theta = 100;           // of rotary positions, as the four below: RotaryKind
  bool rope_counted = false;
  std::int64_t rope_reference = 0, rope_offset = 0;
  bool rope_x_first = false;
  /// Serves resize_pos_embed() alone: at the size that the positions are for it changes nothing.
  PositionResizing position_resizing = PositionResizing::antialiased;
  Pooling pooling = Pooling::class_token;
  std::int64_t pool_heads = 0;  // of attention pooling; 0: as many as the blocks have
  bool pool_prefix = false;     // attention pooling sees prefix tokens too
  std::int64_t projection = 0;  // channels of a map after pooling (CLIP); 0: none
  bool projection_bias = false;
  bool normalized = false;      // features are divided by their length before the head reads them
  bool patch_bias = true;       // patch_embed.proj.bias
  bool qkv_bias = true;         // attn.qkv.bias
  bool norm_pre = false;        // LayerNorm before the first block
  bool final_norm = true;       // norm: LayerNorm after the last block
  bool fc_norm = false;         // LayerNorm after pooling
  bool layer_scale = false;     // ls1.gamma, ls2.gamma
  std::int64_t pre_logits = 0;  // channels of pre_logits.fc (tanh) before the head; 0: none
  double norm_eps = 1e-6;       // of every LayerNorm of the backbone
  Activation activation = Activation::gelu;
  bool gated_mlp = false;  // mlp.fc1 gives a gate besides: fc2(activation(gate) up), its rows [gate; up]

  std::int64_t prefix_tokens() const { return (class_token ? 1 : 0) + (distilled ? 1 : 0) + registers; }
  std::int64_t patches() const { return (image_height / patch) * (image_width / patch); }
  std::int64_t tokens() const { return prefix_tokens() + patches(); }
  std::int64_t head_dim() const { return dim / heads; }
  /// Channels that mlp.fc1 gives; mlp_dim is what mlp.fc2 reads.
  std::int64_t mlp_up() const { return gated_mlp ? 2 * mlp_dim : mlp_dim; }
  /// Channels that pooling gives.
  std::int64_t pooled() const { return pooling == Pooling::class_and_average ? 2 * dim : dim; }
  std::int64_t heads_of_pool() const { return pool_heads > 0 ? pool_heads : heads; }
  /// Channels that the task head reads.
  std::int64_t features() const {
    return pre_logits > 0 ? pre_logits : projection > 0 ? projection : pooled();
  }

  bool operator==(const VitConfig&) const = default;
};

/// Throws InputError naming the field and its value when no Vision Transformer of that kind can exist.
void validate(const VitConfig& config);

/// "class_token", "average", "class+average" or "attention".
std::string pooling_name(Pooling pooling);
std::vector<std::string> pooling_names();
/// Of such a name.
std::optional<Pooling> find_pooling(const std::string& name);

/// JSON with the field names above, all of them but those that files of before 0.3 do not name, where
/// they are as in all models of then: an exact GELU, an MLP without a gate, timm's resizing of positions,
/// which are learned, no projection. from_json throws InputError on unknown, missing or ill-typed fields and
/// validates.
std::string config_to_json(const VitConfig& config);
VitConfig config_from_json(const std::string& json);

}  // namespace pyra

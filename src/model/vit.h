// The Vision Transformer: embedding, blocks, norm, pooling, head.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "model/attention_pool.h"
#include "model/block.h"
#include "model/embedding.h"
#include "pyra/host_tensor.h"
#include "pyra/vit_config.h"

namespace pyra {

/// What the method puts into block `index`.
using MakeParts = std::function<BlockParts(std::int64_t index)>;

class Vit {
 public:
  /// Zero weights: load() or an initialiser fills them. `drop_path` grows linearly over depth to this value.
  /// rates [depth]: tokens to remove in each block; empty: none.
  Vit(const VitConfig& config, const MakeParts& make_parts, double drop_path = 0,
      std::vector<std::int64_t> rates = {});

  struct Output {
    at::Tensor logits;  // [B, K]; distilled: mean of the two heads
    at::Tensor source;  // [B, N0] int32, only with pass.follow_tokens
  };
  /// images [B, 3, H, W] float32, normalised, of the config's size. Throws InputError for another shape.
  Output forward(const at::Tensor& images, const Pass& pass) const { return forward(images, rates_, pass); }
  /// The same at other rates [depth]. A rate beyond what the tokens left allow throws InputError.
  Output forward(const at::Tensor& images, const std::vector<std::int64_t>& rates, const Pass& pass) const;

  /// Folds what can be folded into the backbone's maps (LoRA), for inference: the same numbers but for
  /// rounding, at no extra cost. The parameters handed out before keep their values.
  void fold();

  /// Packs the weights that do not train for the operators of frozen layers: training then keeps less and
  /// runs faster. element: f32 (the same numbers but for rounding) or bf16 (products and what is saved for
  /// them in bf16; norms, the residual stream, softmax, matching and all trained weights stay float32). Until
  /// unpack(), packed weights in parameters() have no data in f32. Throws InputError where this CPU lacks the
  /// element.
  void pack(Element element);
  /// Plain weights again, as they were. fold() does so too.
  void unpack();

  /// Every weight, in the order of the forward pass.
  ParameterList parameters() const;
  const VitConfig& config() const { return config_; }

 private:
  Output forward_tokens(const at::Tensor& images, const std::vector<std::int64_t>& rates,
                        const Pass& pass) const;
  at::Tensor pool(const TokenState& state) const;  // [B, pooled], distilled: [B, 2, C]

  VitConfig config_;
  std::vector<std::int64_t> rates_;
  at::Tensor places_;  // [1, N, 2] of rotary positions; undefined: none
  Embedding embedding_;
  std::vector<Block> blocks_;
  LayerNorm norm_pre_, norm_, fc_norm_;  // undefined weights where the config has none
  std::optional<AttentionPool> pool_;
  Linear pre_logits_, projection_, head_, head_distilled_;
};

}  // namespace pyra

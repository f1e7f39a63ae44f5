// One transformer block with its three seams: projection, reducer, bottleneck.
#pragma once

#include <memory>
#include <string>

#include "model/attention.h"
#include "model/bottleneck.h"
#include "model/mlp.h"
#include "model/token_reducer.h"
#include "pyra/vit_config.h"

namespace pyra {

/// The parts that a method puts into one block.
struct BlockParts {
  std::unique_ptr<Projection> projection;
  std::unique_ptr<TokenReducer> reducer;
  std::unique_ptr<Bottleneck> bottleneck;
};

class Block {
 public:
  /// `drop_path`: probability of leaving out a residual branch in training.
  Block(const VitConfig& config, BlockParts parts, double drop_path);

  /// x += attn(norm1 x); reduce; x += bottleneck(mlp(norm2 x), norm2 x). Merging sits between attention and
  /// MLP, as in the code that the paper's tables were made with. rate: R tokens to remove here.
  TokenState forward(TokenState state, std::int64_t rate, const Pass& pass) const;

  /// The same for the prefix tokens alone: all that a class-token head reads of the last block. What merges
  /// there never reaches them, so the reducer is not asked. Returns x [B, P, C].
  at::Tensor forward_prefix(const TokenState& state, const Pass& pass) const;

  void collect(ParameterList& list, const std::string& name) const;
  void fold() { attention_.fold(); }
  /// See Linear.
  void pack(Element element);
  void unpack();

 private:
  at::Tensor attend(const TokenState& state, std::int64_t rows, const Pass& pass, AttentionView* view) const;
  TokenState feed_forward(TokenState state, const Pass& pass) const;

  LayerNorm norm1_, norm2_;
  Attention attention_;
  Mlp mlp_;
  bool class_token_ = true;     // the first token is one
  at::Tensor frequencies_;      // [D / 4] of rotary positions; undefined: none
  at::Tensor scale1_, scale2_;  // LayerScale gammas [C]; undefined: none
  std::unique_ptr<TokenReducer> reducer_;
  std::unique_ptr<Bottleneck> bottleneck_;
  double drop_path_;
};

}  // namespace pyra

// The token compensator on the q and v projections while it is distilled (ToCom, arXiv 2408.06798,
// section 3.3). pyra/tocom.h has the file and how it folds.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

#include "model/projection.h"
#include "model/vit.h"

namespace pyra {

struct TocomSetting {
  std::int64_t rank = 2;  // channels of the piece that leads from one rate to the next
  std::int64_t max_rate = 16;
  double scale = 0.1;  // s
};

/// q and v += +-s up(mask * down(x)) for the RateShift of the pass: the mask keeps the pieces between the two
/// rates, and the sign is that of target - source. Only those rows of the weights are computed with. k, and
/// so matching, stay.
class TocomProjection final : public Projection {
 public:
  /// down [W, C] of q and of v start Kaiming-uniform, drawn from `random`; up [C, W] at zero: step 0 is the
  /// backbone.
  TocomProjection(Linear qkv, const TocomSetting& setting, at::Generator& random);
  at::Tensor forward(const Normed& x, const Pass& pass) const override;
  void collect(ParameterList& list, const std::string& attention) const override;
  /// Without a pair of rates there is nothing to fold: the plain map.
  Linear fold() const override { return qkv_.unpacked(); }
  void pack(Element element) override { qkv_.pack(element); }
  void unpack() override { qkv_.unpack(); }

 private:
  struct LowRankPair {
    at::Tensor down, up;  // [2 w, C], [3C, 2 w]
  };
  LowRankPair pieces(const RateShift& shift) const;

  Linear qkv_, q_down_, q_up_, v_down_, v_up_;
  TocomSetting setting_;
};

/// A ViT of plain blocks that merge as ToMe does, with a compensator in each: teacher and student of a
/// distillation. All backbone weights are zero.
Vit make_tocom_vit(const VitConfig& config, const TocomSetting& setting, at::Generator& random);

}  // namespace pyra

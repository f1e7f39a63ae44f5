// Pixels to tokens: patches, prefix tokens, positions.
#pragma once

#include <ATen/ATen.h>

#include "model/linear.h"
#include "model/parameter.h"
#include "pyra/vit_config.h"

namespace pyra {

class Embedding {
 public:
  explicit Embedding(const VitConfig& config);
  /// images [B, 3, H, W] normalised -> [B, N, C]. Order: class, distillation, register tokens, patches row by
  /// row.
  at::Tensor forward(const at::Tensor& images) const;
  void collect(ParameterList& list) const;
  /// See Vit; the plain weights stay, they are small.
  void pack(Element element);
  void unpack() { packed_.reset(); }

 private:
  VitConfig config_;
  Linear patch_;                                             // weight [C, 3, p, p]
  std::shared_ptr<const FrozenMap> packed_;                  // of patch_, [C, 3 p p]
  at::Tensor class_token_, distillation_token_, registers_;  // [1, 1 | R, C]; undefined where there is none
  at::Tensor positions_;                                     // [1, N | patches, C]; undefined: none
};

}  // namespace pyra

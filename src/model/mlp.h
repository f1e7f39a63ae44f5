// The MLP of a block, as its config has it: plain, or with a gate.
#pragma once

#include <string>

#include "model/linear.h"
#include "pyra/vit_config.h"

namespace pyra {

class Mlp {
 public:
  /// Zero weights.
  explicit Mlp(const VitConfig& config);

  /// [B, N, C]
  at::Tensor forward(const Normed& x) const;
  void collect(ParameterList& list, const std::string& name) const;
  /// See Linear.
  void pack(Element element);
  void unpack();

 private:
  Linear fc1_, fc2_;
  Activation activation_;
  bool gated_;
};

}  // namespace pyra

// AdamW (arXiv 1711.05101) over the trainable parameters alone.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

#include "model/parameter.h"
#include "pyra/host_tensor.h"

namespace pyra {

struct AdamWOptions {
  double beta1 = 0.9, beta2 = 0.999, eps = 1e-8;
  double weight_decay = 1e-4;  // of tensors with two or more dimensions; none of the others
};

class AdamW {
 public:
  AdamW(ParameterList parameters, AdamWOptions options);

  /// Of the updates to come.
  void set_learning_rate(double lr);
  /// One update from the parameters' gradients; a parameter without one stays as it is. Like clip(), the same
  /// operations every time, all of them where the parameters are, so that they can be recorded
  /// (train/recorded_step.h).
  void step();
  void step(double lr) {
    set_learning_rate(lr);
    step();
  }
  void zero_grad();
  /// Scales all gradients so that their joint norm is at most `norm` (> 0). Returns the norm before, a scalar
  /// in double precision.
  at::Tensor clip(double norm);

  const ParameterList& parameters() const { return parameters_; }
  /// Moments and step count by parameter name: "adam.m.NAME", "adam.v.NAME", "adam.step.NAME".
  void save(TensorMap& tensors) const;
  /// Throws InputError when a tensor is missing or of another shape.
  void restore(const TensorMap& tensors);

 private:
  ParameterList parameters_;
  AdamWOptions options_;
  std::vector<at::Tensor> first_, second_, steps_;  // beside parameters_; steps_ are float32 scalars
  at::Tensor lr_;  // a scalar beside the parameters; in double precision on the CPU
};

}  // namespace pyra

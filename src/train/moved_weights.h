// A model's weights on another device, or in another precision, for as long as this lives.
#pragma once

#include <ATen/ATen.h>

#include <vector>

#include "model/parameter.h"

namespace pyra {

class MovedWeights {
 public:
  /// narrow: weights of frozen products in bf16, for passes that autocast. The parameters' tensors stay the
  /// same handles, so the model uses what is moved.
  MovedWeights(ParameterList parameters, at::Device device, bool narrow);
  /// Trained weights come back with the values they have, frozen ones as they were. Gradients are dropped.
  ~MovedWeights();
  MovedWeights(const MovedWeights&) = delete;
  MovedWeights& operator=(const MovedWeights&) = delete;

 private:
  ParameterList parameters_;
  std::vector<at::Tensor> before_;  // beside parameters_
};

}  // namespace pyra

// LN-tuning: Basu et al., arXiv 2304.01917.
#include "methods/method.h"

namespace pyra {

Method norms_method() {
  return {.name = "norms",
          .doc = "train the scales and biases of the backbone's layer norms (LN-tuning)",
          .of_backbone = [](Role role) { return role == Role::norm || role == Role::norm_bias; }};
}

}  // namespace pyra

// BitFit, arXiv 2106.10199.
#include "methods/method.h"

namespace pyra {

Method bias_method() {
  return {.name = "bias",
          .doc = "train the bias terms of the backbone (BitFit)",
          .of_backbone = [](Role role) { return role == Role::bias || role == Role::norm_bias; }};
}

}  // namespace pyra

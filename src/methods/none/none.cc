#include "methods/method.h"

namespace pyra {

Method none_method() {
  return {.name = "none", .doc = "linear probe: train the head (and the reducer's weights) only"};
}

}  // namespace pyra

#include "methods/method.h"

namespace pyra {

Method full_method() {
  return {.name = "full", .doc = "train every weight", .of_backbone = [](Role) { return true; }};
}

}  // namespace pyra

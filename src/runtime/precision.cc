#include "pyra/engine.h"
#include "pyra/error.h"

namespace pyra {

std::string precision_name(Precision precision) {
  switch (precision) {
    case Precision::f32: return "f32";
    case Precision::bf16: return "bf16";
    case Precision::int8: return "int8";
  }
  return "unknown";
}

Precision parse_precision(const std::string& name) {
  for (const Precision precision : {Precision::f32, Precision::bf16, Precision::int8}) {
    if (precision_name(precision) == name) return precision;
  }
  throw InputError("unknown dtype '" + name + "'; known ones are f32, bf16, int8");
}

}  // namespace pyra

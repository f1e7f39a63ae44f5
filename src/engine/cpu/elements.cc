#include "engine/cpu/elements.h"

#include "base/isa.h"

namespace pyra {

Elements elements_of(Precision precision) {
  switch (precision) {
    case Precision::f32:
      return {Element::f32, Element::f32, Element::f32};
    case Precision::bf16:
      check_element(Element::bf16);
      return {Element::bf16, Element::bf16, Element::bf16};
    case Precision::int8: {
      // What int8 does not cover is as fast as this machine can without losing more than int8 does.
      const Element rest = chosen_isa() == Isa::avx512_bf16 ? Element::bf16 : Element::f32;
      return {Element::s8, rest, rest};
    }
  }
  return {Element::f32, Element::f32, Element::f32};
}

}  // namespace pyra

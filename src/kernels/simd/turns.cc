// kernels/turns.h.
#include "kernels/simd/table.h"
#include "kernels/simd/vector.h"

namespace pyra::PYRA_ISA {
namespace {

struct SineCosine {
  Vector sine, cosine;
};

/// x is brought into -pi / 4 to pi / 4 by quarters of a circle, where short series suffice (those of the
/// Cephes library's single precision functions).
PYRA_INLINE SineCosine sine_cosine(Vector x) {
  const Vector quarters = round_to_int(x * 0.636619772367581343F);
  // pi / 2 in three parts, so that the reduction loses nothing.
  const Vector r =
      ((x - quarters * 1.5703125F) - quarters * 4.837512969970703125e-4F) - quarters * 7.54978994889e-8F;
  const Vector z = r * r;
  Vector s = broadcast(-1.9515295891e-4F);
  s = s * z + 8.3321608736e-3F;
  s = s * z - 1.6666654611e-1F;
  s = s * z * r + r;
  Vector c = broadcast(2.443315711809948e-5F);
  c = c * z - 1.388731625493765e-3F;
  c = c * z + 4.166664568298827e-2F;
  c = c * z * z - 0.5F * z + 1.0F;
  const IntVector quarter = __builtin_convertvector(quarters, IntVector);
  const IntVector odd = (quarter & 1) != 0, sine_below = (quarter & 2) != 0,
                  cosine_below = ((quarter + 1) & 2) != 0;
  const Vector sine = select(odd, c, s), cosine = select(odd, s, c);
  return {select(sine_below, -sine, sine), select(cosine_below, -cosine, cosine)};
}

}  // namespace

void make_turns(const float* places, int64_t count, const float* frequencies, int64_t head_dim,
                float* turns) {
  const int64_t quarter = head_dim / 4, half = head_dim / 2;
  for (int64_t i = 0; i < count; ++i) {
    for (int64_t axis = 0; axis < 2; ++axis) {
      float* cosines = turns + i * head_dim + axis * quarter;
      const float place = places[2 * i + axis];
      for (int64_t d = 0; d < quarter; d += kLanes) {
        const int64_t part = quarter - d < kLanes ? quarter - d : kLanes;
        const SineCosine of = sine_cosine(load_part(frequencies + d, part) * place);
        store_part(cosines + d, of.cosine, part);
        store_part(cosines + half + d, of.sine, part);
      }
    }
  }
}

}  // namespace pyra::PYRA_ISA

#include "ops/turns_op.h"

#include "kernels/turns.h"

namespace pyra {

at::Tensor make_turns(const at::Tensor& place, const at::Tensor& frequencies) {
  const at::Tensor places = place.contiguous();
  const std::int64_t head_dim = 4 * frequencies.size(0);
  at::Tensor turns = at::empty({places.size(0), places.size(1), head_dim}, places.options());
  make_turns(places.const_data_ptr<float>(), places.size(0) * places.size(1),
             frequencies.const_data_ptr<float>(), head_dim, turns.mutable_data_ptr<float>());
  return turns;
}

at::Tensor turned(const at::Tensor& x, const at::Tensor& turns) {
  if (!turns.defined()) return x;
  const std::int64_t half = x.size(-1) / 2;
  const at::Tensor of_all_heads = turns.unsqueeze(1), cosine = of_all_heads.narrow(-1, 0, half),
                   sine = of_all_heads.narrow(-1, half, half), a = x.narrow(-1, 0, half),
                   b = x.narrow(-1, half, half);
  return at::cat({a * cosine - b * sine, b * cosine + a * sine}, -1);
}

}  // namespace pyra

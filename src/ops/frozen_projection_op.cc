#include "ops/frozen_projection_op.h"

#include <torch/csrc/autograd/custom_function.h>

#include "kernels/dropout.h"
#include "ops/frozen_linear_op.h"
#include "ops/held.h"

namespace pyra {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::Variable;
using torch::autograd::variable_list;
using MaybeTensor = std::optional<at::Tensor>;

/// What both passes need besides tensors that may train.
struct Setting {
  FrozenProjection frozen;
  double dropout;
  std::uint64_t seed;

  at::ScalarType type() const { return scalar_type(frozen.map->element()); }
  /// The mask of rows `first`..., over [count, C].
  void drop(const at::Tensor& rows, std::int64_t first, std::int64_t count) const {
    if (dropout == 0) return;
    const std::int64_t channels = rows.size(1);
    auto* data = rows.mutable_data_ptr<float>();
    parallel_rows(count, [&](std::int64_t row, std::int64_t some) {
      pyra::dropout(data + row * channels, (first + row) * channels, some * channels, {seed, static_cast<float>(dropout)},
                    data + row * channels);
    });
  }
};

const float* row_of(const at::Tensor& rows, std::int64_t first) { return rows.const_data_ptr<float>() + first * rows.size(1); }

/// Buffers for one chunk of rows.
struct Chunk {
  at::Tensor normed, sums, narrow;  // [chunk, in] and [chunk, out] float32; [chunk, in] of the map's element
};

Chunk make_chunk(const Setting& setting, std::int64_t rows) {
  const std::int64_t count = std::min(rows, kChunkRows);
  const FrozenMap& map = *setting.frozen.map;
  const bool bf16 = map.element() == Element::bf16;
  const at::Tensor normed = at::empty({count, map.in()});
  return {normed, bf16 ? at::empty({count, map.out()}) : at::Tensor(), bf16 ? at::empty({count, map.in()}, at::kBFloat16) : normed};
}

at::Tensor forward_rows(const Setting& setting, const at::Tensor& x, const at::Tensor& down, const at::Tensor& up,
                        const at::Tensor& y) {
  const FrozenMap& map = *setting.frozen.map;
  const NormWeights norm = setting.frozen.norm.weights();
  const Chunk chunk = make_chunk(setting, x.size(0));
  const at::Tensor low = down.defined() ? at::empty({x.size(0), down.size(0)}, x.options()) : at::Tensor();
  for_chunks(x.size(0), [&](std::int64_t first, std::int64_t count) {
    const at::Tensor normed = chunk.normed.narrow(0, 0, count), to = y.narrow(0, first, count);
    norm_rows(row_of(x, first), count, norm, normed.mutable_data_ptr<float>());
    if (map.element() == Element::bf16) chunk.narrow.narrow(0, 0, count).copy_(normed);
    const at::Tensor sums = chunk.sums.defined() ? chunk.sums.narrow(0, 0, count) : to;
    map.forward(chunk.narrow.const_data_ptr(), count, sums.mutable_data_ptr(), Element::f32);
    if (down.defined()) {
      setting.drop(normed, first, count);
      at::Tensor z = low.narrow(0, first, count);
      at::mm_out(z, normed, down.t());
      at::Tensor(sums).addmm_(z, up.t());
    }
    if (chunk.sums.defined()) to.copy_(sums);
  });
  return low;
}

struct Gradients {
  at::Tensor x, down, up;  // undefined where not wanted
};

void backward_rows(const Setting& setting, const at::Tensor& x, const at::Tensor& dy, const at::Tensor& down, const at::Tensor& up,
                   const at::Tensor& low, const Gradients& to) {
  const FrozenMap& map = *setting.frozen.map;
  const NormWeights norm = setting.frozen.norm.weights();
  const Chunk chunk = make_chunk(setting, x.size(0));
  const at::Tensor spread = down.defined() && to.x.defined() ? at::empty_like(chunk.normed) : at::Tensor();
  for_chunks(x.size(0), [&](std::int64_t first, std::int64_t count) {
    const at::Tensor given = dy.narrow(0, first, count);
    const at::Tensor wide = given.to(at::kFloat);
    at::Tensor dz;
    if (down.defined()) {
      const at::Tensor normed = chunk.normed.narrow(0, 0, count);
      norm_rows(row_of(x, first), count, norm, normed.mutable_data_ptr<float>());
      setting.drop(normed, first, count);
      dz = wide.mm(up);
      at::Tensor(to.up).addmm_(wide.t(), low.narrow(0, first, count));
      at::Tensor(to.down).addmm_(dz.t(), normed);
    }
    if (!to.x.defined()) return;
    at::Tensor dx = to.x.narrow(0, first, count);
    map.backward(given.const_data_ptr(), count, dx.mutable_data_ptr(), Element::f32);
    if (down.defined()) {
      at::Tensor part = spread.narrow(0, 0, count);
      at::mm_out(part, dz, down);
      setting.drop(part, first, count);
      dx.add_(part);
    }
    norm_rows_backward(row_of(x, first), dx.const_data_ptr<float>(), count, norm, dx.mutable_data_ptr<float>());
  });
}

struct FrozenProjectionOp : Function<FrozenProjectionOp> {
  static Variable forward(AutogradContext* context, const Variable& given, const MaybeTensor& down, const MaybeTensor& up,
                          const Setting& setting) {
    const FrozenMap& map = *setting.frozen.map;
    const at::Tensor x = given.contiguous().view({-1, map.in()});
    auto shape = given.sizes().vec();
    shape.back() = map.out();
    const at::Tensor y = at::empty(shape, x.options().dtype(setting.type()));
    const at::Tensor low = forward_rows(setting, x, down.value_or(at::Tensor()), up.value_or(at::Tensor()), y.view({-1, map.out()}));
    context->save_for_backward({given, down.value_or(at::Tensor()), up.value_or(at::Tensor()), low});
    context->saved_data["setting"] = hold(setting);
    return y;
  }
  static variable_list backward(AutogradContext* context, const variable_list& gradient) {
    const auto saved = context->get_saved_variables();
    const auto& setting = held<Setting>(context->saved_data["setting"]);
    const FrozenMap& map = *setting.frozen.map;
    const at::Tensor &given = saved[0], &down = saved[1], &up = saved[2];
    const at::Tensor x = given.contiguous().view({-1, map.in()});
    Gradients to;
    if (context->needs_input_grad(0)) to.x = at::empty(given.sizes(), x.options());
    if (down.defined()) {
      to.down = at::zeros_like(down);
      to.up = at::zeros_like(up);
    }
    const at::Tensor rows = to.x.defined() ? to.x.view({-1, map.in()}) : at::Tensor();
    backward_rows(setting, x, gradient[0].contiguous().view({-1, map.out()}), down, up, saved[3], {rows, to.down, to.up});
    return {to.x, to.down, to.up, Variable()};
  }
};

}  // namespace

at::Tensor frozen_projection(const at::Tensor& x, const FrozenProjection& projection) {
  return FrozenProjectionOp::apply(x, MaybeTensor(), MaybeTensor(), Setting{projection, 0, 0});
}

at::Tensor frozen_projection(const at::Tensor& x, const FrozenProjection& projection, const LowRank& low_rank) {
  return FrozenProjectionOp::apply(x, MaybeTensor(low_rank.down), MaybeTensor(low_rank.up),
                                   Setting{projection, low_rank.dropout, low_rank.seed});
}

}  // namespace pyra

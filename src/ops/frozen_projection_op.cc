#include "ops/frozen_projection_op.h"

#include <optional>

#include "kernels/dropout.h"
#include "ops/autograd.h"
#include "ops/frozen_linear_op.h"
#include "ops/low_rank.h"

namespace pyra {
namespace {

using MaybeTensor = std::optional<at::Tensor>;

/// What both passes need besides tensors that may train.
struct Setting {
  FrozenProjection frozen;
  double dropout;
  std::uint64_t seed;

  at::ScalarType type() const { return scalar_type(frozen.map->element()); }
  /// The mask of rows `first`..., over data [count, channels].
  void drop(float* data, std::int64_t channels, std::int64_t first, std::int64_t count) const {
    if (dropout == 0) return;
    parallel_rows(count, [&](std::int64_t row, std::int64_t some) {
      pyra::dropout(data + row * channels, (first + row) * channels, some * channels,
                    {seed, static_cast<float>(dropout)}, data + row * channels);
    });
  }
};

const float* row_of(const at::Tensor& rows, std::int64_t first) {
  return rows.const_data_ptr<float>() + first * rows.size(1);
}

/// Buffers for one chunk of rows.
struct Chunk {
  at::Tensor normed, sums, narrow;  // [chunk, in] and [chunk, out] float32; [chunk, in] of the map's element
};

Chunk make_chunk(const Setting& setting, std::int64_t rows) {
  const std::int64_t count = std::min(rows, kChunkRows);
  const FrozenMap& map = *setting.frozen.map;
  const bool bf16 = map.element() == Element::bf16;
  const at::Tensor normed = at::empty({count, map.in()});
  return {normed, bf16 ? at::empty({count, map.out()}) : at::Tensor(),
          bf16 ? at::empty({count, map.in()}, at::kBFloat16) : normed};
}

/// Returns z of the low-rank map, [M, width]; undefined where there is none.
at::Tensor forward_rows(const Setting& setting, const at::Tensor& x, const LowRankMap* low_rank,
                        const at::Tensor& y) {
  const FrozenMap& map = *setting.frozen.map;
  const NormWeights norm = setting.frozen.norm.weights();
  const Chunk chunk = make_chunk(setting, x.size(0));
  const at::Tensor low =
      low_rank != nullptr ? at::empty({x.size(0), low_rank->width()}, x.options()) : at::Tensor();
  for_chunks(x.size(0), [&](std::int64_t first, std::int64_t count) {
    auto* normed = chunk.normed.mutable_data_ptr<float>();
    const at::Tensor to = y.narrow(0, first, count);
    const at::Tensor sums = chunk.sums.defined() ? chunk.sums.narrow(0, 0, count) : to;
    norm_rows(row_of(x, first), count, norm, normed);
    if (map.element() == Element::bf16)
      chunk.narrow.narrow(0, 0, count).copy_(chunk.normed.narrow(0, 0, count));
    map.forward(chunk.narrow.const_data_ptr(), count, sums.mutable_data_ptr(), Element::f32);
    if (low_rank != nullptr) {
      float* z = low.mutable_data_ptr<float>() + first * low_rank->width();
      setting.drop(normed, map.in(), first, count);
      low_rank->reduce(normed, count, z);
      low_rank->expand(z, count, sums.mutable_data_ptr<float>());
    }
    if (chunk.sums.defined()) to.copy_(sums);
  });
  return low;
}

struct Gradients {
  at::Tensor x, down, up_t;  // [M, in], [rank, in], [rank, out]; undefined where not wanted
};

void backward_rows(const Setting& setting, const at::Tensor& x, const at::Tensor& dy,
                   const LowRankMap* low_rank, const at::Tensor& low, const Gradients& to) {
  const FrozenMap& map = *setting.frozen.map;
  const NormWeights norm = setting.frozen.norm.weights();
  const Chunk chunk = make_chunk(setting, x.size(0));
  const at::Tensor dz =
      low_rank != nullptr ? at::empty({chunk.normed.size(0), low_rank->width()}, x.options()) : at::Tensor();
  for_chunks(x.size(0), [&](std::int64_t first, std::int64_t count) {
    const at::Tensor given = dy.narrow(0, first, count);
    auto* normed = chunk.normed.mutable_data_ptr<float>();
    if (low_rank != nullptr) {
      const at::Tensor wide = given.to(at::kFloat);
      const auto* slope = wide.const_data_ptr<float>();
      norm_rows(row_of(x, first), count, norm, normed);
      setting.drop(normed, map.in(), first, count);
      low_rank->reduce_gradient(slope, count, dz.mutable_data_ptr<float>());
      low_rank->accumulate(row_of(low, first), slope, count, map.out(), to.up_t.mutable_data_ptr<float>());
      low_rank->accumulate(dz.const_data_ptr<float>(), normed, count, map.in(),
                           to.down.mutable_data_ptr<float>());
    }
    if (!to.x.defined()) return;
    at::Tensor dx = to.x.narrow(0, first, count);
    map.backward(given.const_data_ptr(), count, dx.mutable_data_ptr(), Element::f32);
    if (low_rank != nullptr) {
      low_rank->expand_gradient(dz.const_data_ptr<float>(), count, normed);
      setting.drop(normed, map.in(), first, count);
      dx.add_(chunk.normed.narrow(0, 0, count));
    }
    norm_rows_backward(row_of(x, first), dx.const_data_ptr<float>(), count, norm,
                       dx.mutable_data_ptr<float>());
  });
}

struct FrozenProjectionOp : Function<FrozenProjectionOp> {
  static Variable forward(AutogradContext* context, const Variable& given, const MaybeTensor& down,
                          const MaybeTensor& up, const Setting& setting) {
    const FrozenMap& map = *setting.frozen.map;
    const at::Tensor x = given.contiguous().view({-1, map.in()});
    auto shape = given.sizes().vec();
    shape.back() = map.out();
    const at::Tensor y = at::empty(shape, x.options().dtype(setting.type()));
    const auto low_rank = down ? std::optional<LowRankMap>(std::in_place, *down, *up) : std::nullopt;
    const at::Tensor low = forward_rows(setting, x, low_rank ? &*low_rank : nullptr, y.view({-1, map.out()}));
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
    at::Tensor dx;
    if (context->needs_input_grad(0)) {
      dx = at::empty(given.sizes(), x.options());
      to.x = dx.view({-1, map.in()});
    }
    std::optional<LowRankMap> low_rank;
    if (down.defined()) {
      low_rank.emplace(down, up);
      to.down = at::zeros(down.sizes(), x.options());
      to.up_t = at::zeros({up.size(1), up.size(0)}, x.options());
    }
    backward_rows(setting, x, gradient[0].contiguous().view({-1, map.out()}), low_rank ? &*low_rank : nullptr,
                  saved[3], to);
    return {dx, to.down, down.defined() ? to.up_t.t().contiguous() : Variable(), Variable()};
  }
};

}  // namespace

at::Tensor frozen_projection(const at::Tensor& x, const FrozenProjection& projection) {
  return FrozenProjectionOp::apply(x, MaybeTensor(), MaybeTensor(), Setting{projection, 0, 0});
}

at::Tensor frozen_projection(const at::Tensor& x, const FrozenProjection& projection,
                             const LowRank& low_rank) {
  return FrozenProjectionOp::apply(x, MaybeTensor(low_rank.down), MaybeTensor(low_rank.up),
                                   Setting{projection, low_rank.dropout, low_rank.seed});
}

}  // namespace pyra

#include "ops/frozen_mlp_op.h"

#include "kernels/activate.h"
#include "kernels/gate.h"
#include "ops/autograd.h"
#include "ops/frozen_linear_op.h"

namespace pyra {
namespace {

template <class T>
T* at_row(const at::Tensor& rows, std::int64_t first) {
  return static_cast<T*>(rows.mutable_data_ptr()) + first * rows.size(1);
}

/// One element type for all that lies between the products.
template <class T>
struct Passes {
  const FrozenMlp& mlp;
  at::TensorOptions between = at::TensorOptions().dtype(scalar_type(mlp.fc1->element()));
  Element element = mlp.fc1->element();

  at::Tensor rows_of(std::int64_t rows, std::int64_t columns) const {
    return at::empty({rows, columns}, between);
  }

  /// to [count, fc2's in] from z [count, fc1's out].
  void between_maps(const T* z, std::int64_t count, T* to) const {
    const std::int64_t width = mlp.fc2->in();
    parallel_rows(count, [&](std::int64_t row, std::int64_t rows) {
      if (mlp.gated)
        gate(mlp.activation, z + 2 * row * width, {rows, width}, to + row * width);
      else
        activate(mlp.activation, z + row * width, rows * width, to + row * width);
    });
  }
  /// to [count, fc1's out]: the gradient of z from `gradient` [count, fc2's in].
  void between_maps_backward(const T* z, const T* gradient, std::int64_t count, T* to) const {
    const std::int64_t width = mlp.fc2->in();
    parallel_rows(count, [&](std::int64_t row, std::int64_t rows) {
      const T* upstream = gradient + row * width;
      if (mlp.gated)
        gate_backward(mlp.activation, z + 2 * row * width, upstream, {rows, width}, to + 2 * row * width);
      else
        activate_backward(mlp.activation, z + row * width, upstream, rows * width, to + row * width);
    });
  }

  /// y [M, C] from x [M, C]; `hidden` [M, fc1's out], or of one chunk where it is not kept.
  void forward(const at::Tensor& x, const at::Tensor& hidden, bool kept, const at::Tensor& y) const {
    const std::int64_t chunk = std::min(x.size(0), kChunkRows);
    const at::Tensor normed = rows_of(chunk, x.size(1)), active = rows_of(chunk, mlp.fc2->in());
    for_chunks(x.size(0), [&](std::int64_t first, std::int64_t count) {
      T* before = at_row<T>(hidden, kept ? first : 0);
      norm_rows(at_row<float>(x, first), count, mlp.norm.weights(), at_row<T>(normed, 0));
      mlp.fc1->forward(normed.const_data_ptr(), count, before, element);
      between_maps(before, count, at_row<T>(active, 0));
      mlp.fc2->forward(active.const_data_ptr(), count, at_row<float>(y, first), Element::f32);
    });
  }

  void backward(const at::Tensor& x, const at::Tensor& hidden, const at::Tensor& dy,
                const at::Tensor& dx) const {
    const std::int64_t chunk = std::min(x.size(0), kChunkRows);
    const at::Tensor active = rows_of(chunk, mlp.fc2->in()),
                     slope = mlp.gated ? rows_of(chunk, mlp.fc1->out()) : active;
    for_chunks(x.size(0), [&](std::int64_t first, std::int64_t count) {
      const at::Tensor upstream = dy.narrow(0, first, count).to(between.dtype());
      mlp.fc2->backward(upstream.const_data_ptr(), count, active.mutable_data_ptr(), element);
      between_maps_backward(at_row<T>(hidden, first), at_row<T>(active, 0), count, at_row<T>(slope, 0));
      mlp.fc1->backward(slope.const_data_ptr(), count, at_row<float>(dx, first), Element::f32);
      norm_rows_backward(at_row<float>(x, first), at_row<float>(dx, first), count, mlp.norm.weights(),
                         at_row<float>(dx, first));
    });
  }
};

struct FrozenMlpOp : Function<FrozenMlpOp> {
  static Variable forward(AutogradContext* context, const Variable& given, const FrozenMlp& mlp) {
    const bool kept = given.requires_grad();
    const at::Tensor x = given.contiguous().view({-1, mlp.fc1->in()});
    const at::Tensor hidden = at::empty({kept ? x.size(0) : std::min(x.size(0), kChunkRows), mlp.fc1->out()},
                                        x.options().dtype(scalar_type(mlp.fc1->element())));
    const at::Tensor y = at::empty(given.sizes(), x.options());
    const at::Tensor rows = y.view({-1, mlp.fc2->out()});
    if (mlp.fc1->element() == Element::bf16) {
      Passes<Bf16>{mlp}.forward(x, hidden, kept, rows);
    } else {
      Passes<float>{mlp}.forward(x, hidden, kept, rows);
    }
    if (kept) {
      context->save_for_backward({given, hidden});
      context->saved_data["mlp"] = hold(mlp);
    }
    return y;
  }
  static variable_list backward(AutogradContext* context, const variable_list& gradient) {
    const auto saved = context->get_saved_variables();
    const auto& mlp = held<FrozenMlp>(context->saved_data["mlp"]);
    const at::Tensor x = saved[0].contiguous().view({-1, mlp.fc1->in()});
    const at::Tensor dy = gradient[0].contiguous().view({-1, mlp.fc2->out()});
    const at::Tensor dx = at::empty(saved[0].sizes(), x.options());
    const at::Tensor rows = dx.view({-1, mlp.fc1->in()});
    if (mlp.fc1->element() == Element::bf16) {
      Passes<Bf16>{mlp}.backward(x, saved[1], dy, rows);
    } else {
      Passes<float>{mlp}.backward(x, saved[1], dy, rows);
    }
    return {dx, Variable()};
  }
};

}  // namespace

at::Tensor frozen_mlp(const at::Tensor& x, const FrozenMlp& mlp) { return FrozenMlpOp::apply(x, mlp); }

}  // namespace pyra

#include "ops/frozen_linear_op.h"

#include "ops/autograd.h"

namespace pyra {
namespace {

using MapHandle = std::shared_ptr<const FrozenMap>;

std::vector<std::int64_t> with_last(const at::Tensor& x, std::int64_t last) {
  auto shape = x.sizes().vec();
  shape.back() = last;
  return shape;
}

struct FrozenLinear : Function<FrozenLinear> {
  static Variable forward(AutogradContext* context, const Variable& x, const MapHandle& map) {
    context->saved_data["map"] = hold(map);
    context->saved_data["type"] = x.scalar_type();
    const at::Tensor input = x.to(scalar_type(map->element())).contiguous();
    at::Tensor y = at::empty(with_last(x, map->out()), x.options().dtype(at::kFloat));
    map->forward(input.const_data_ptr(), input.numel() / map->in(), y.mutable_data_ptr(), Element::f32);
    return y;
  }
  static variable_list backward(AutogradContext* context, const variable_list& gradient) {
    const auto& map = held<MapHandle>(context->saved_data["map"]);
    const at::Tensor dy = gradient[0].to(scalar_type(map->element())).contiguous();
    at::Tensor dx =
        at::empty(with_last(dy, map->in()), dy.options().dtype(context->saved_data["type"].toScalarType()));
    map->backward(dy.const_data_ptr(), dy.numel() / map->out(), dx.mutable_data_ptr(), element_of(dx));
    return {dx, Variable()};
  }
};

}  // namespace

at::Tensor frozen_linear(const at::Tensor& x, const MapHandle& map) { return FrozenLinear::apply(x, map); }

}  // namespace pyra

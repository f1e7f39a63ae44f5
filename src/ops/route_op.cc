#include "ops/route_op.h"

#include "ops/check_rate.h"
#include "ops/cpu_token_ops.h"
#include "ops/for_pictures.h"
#include "reducers/diffrate/join_least_attended.h"
#include "reducers/heed/route_by_heed.h"

namespace pyra {
namespace {

void check(const RouteShape& shape) { check_rate(shape.tokens, shape.prefix, shape.rate); }

at::Tensor floats(const at::Tensor& values) { return values.detach().to(at::kFloat).contiguous(); }

/// rule(picture, routing, scratch) for every picture.
template <class Rule>
Routes route_pictures(std::int64_t batch, const RouteShape& shape, std::size_t bytes, const Rule& rule) {
  check(shape);
  const std::int64_t left = shape.tokens - shape.rate;
  Routes routes{at::empty({batch, shape.tokens}, at::kInt), at::empty({batch, shape.tokens}),
                at::empty({batch, left})};
  auto* row = routes.row.mutable_data_ptr<std::int32_t>();
  auto* share = routes.share.mutable_data_ptr<float>();
  auto* size = routes.size.mutable_data_ptr<float>();
  for_pictures(batch, bytes, [&](std::int64_t b, void* scratch) {
    rule(b, Routing{row + b * shape.tokens, share + b * shape.tokens, size + b * left}, scratch);
  });
  return routes;
}

/// rule(picture's metric, joins, scratch) for every picture.
template <class Rule>
at::Tensor join_pictures(const at::Tensor& metric, const RouteShape& shape, std::size_t bytes,
                         const Rule& rule) {
  const at::Tensor values = floats(metric), joins = at::empty({values.size(0), shape.tokens}, at::kInt);
  const auto* data = values.const_data_ptr<float>();
  auto* to = joins.mutable_data_ptr<std::int32_t>();
  for_pictures(values.size(0), bytes, [&](std::int64_t b, void* scratch) {
    rule(data + b * shape.tokens * values.size(2), to + b * shape.tokens, scratch);
  });
  return joins;
}

}  // namespace

Routes route_by_joins(const at::Tensor& joins, const at::Tensor& size, std::int64_t prefix,
                      std::int64_t rate) {
  const RouteShape shape{joins.size(1), prefix, rate};
  const at::Tensor from = joins.contiguous(), sizes = size.defined() ? floats(size) : size;
  const auto* data = from.const_data_ptr<std::int32_t>();
  const float* weight = sizes.defined() ? sizes.const_data_ptr<float>() : nullptr;
  return route_pictures(joins.size(0), shape, 0, [&](std::int64_t b, const Routing& to, void*) {
    route_by_joins(data + b * shape.tokens, weight != nullptr ? weight + b * shape.tokens : nullptr, shape,
                   to);
  });
}

at::Tensor join_checkerboard(const at::Tensor& metric, const PatchGrid& grid, std::int64_t prefix,
                             std::int64_t rate) {
  const RouteShape shape{metric.size(1), prefix, rate};
  const std::int64_t channels = metric.size(2);
  check(shape);
  return join_pictures(metric, shape, join_checkerboard_scratch(channels, shape),
                       [&](const float* values, std::int32_t* joins, void* scratch) {
                         join_checkerboard(values, channels, shape, grid, joins, scratch);
                       });
}

LeastAttended join_least_attended(const at::Tensor& attention, const at::Tensor& metric, std::int64_t prefix,
                                  std::int64_t rate) {
  const at::Tensor scores = floats(attention), values = floats(metric);
  const RouteShape shape{values.size(1), prefix, rate};
  const std::int64_t channels = values.size(2), batch = values.size(0);
  check(shape);
  LeastAttended found{at::empty({batch, shape.tokens}, at::kInt), at::empty({batch, rate}, at::kInt)};
  const auto *score = scores.const_data_ptr<float>(), *value = values.const_data_ptr<float>();
  auto* joins = found.joins.mutable_data_ptr<std::int32_t>();
  auto* leaving = found.leaving.mutable_data_ptr<std::int32_t>();
  for_pictures(batch, join_least_attended_scratch(channels, shape), [&](std::int64_t b, void* scratch) {
    join_least_attended(score + b * shape.tokens, value + b * shape.tokens * channels, channels, shape,
                        joins + b * shape.tokens, leaving + b * rate, scratch);
  });
  return found;
}

Routes route_by_heed(const at::Tensor& x, const at::Tensor& attention, const at::Tensor& size,
                     std::int64_t prefix, std::int64_t rate) {
  check({x.size(1), prefix, rate});
  return token_ops(x).route_by_heed(floats(x), floats(attention), size.defined() ? floats(size) : size,
                                    prefix, rate);
}

Routes CpuTokenOps::route_by_heed(const at::Tensor& x, const at::Tensor& attention, const at::Tensor& size,
                                  std::int64_t prefix, std::int64_t rate) const {
  const RouteShape shape{x.size(1), prefix, rate};
  const std::int64_t channels = x.size(2);
  const auto *token = x.const_data_ptr<float>(), *score = attention.const_data_ptr<float>();
  const auto* weight = size.defined() ? size.const_data_ptr<float>() : nullptr;
  const std::size_t bytes = route_by_heed_scratch(channels, shape);
  return route_pictures(x.size(0), shape, bytes, [&](std::int64_t b, const Routing& to, void* scratch) {
    const std::int64_t first = b * shape.tokens;
    pyra::route_by_heed(token + first * channels, channels, score + first,
                        weight != nullptr ? weight + first : nullptr, shape, to, scratch);
  });
}

}  // namespace pyra

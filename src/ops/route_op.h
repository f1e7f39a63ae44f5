// Routing (reducers/shared/routing.h) of a batch, and the tokens that it leaves.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

#include "ops/routes.h"
#include "reducers/fpet/join_checkerboard.h"
#include "reducers/shared/routing.h"

namespace pyra {

// All throw InputError where R of the N tokens are too many: at most half of those that are no prefix may
// leave, for every reducer alike.

/// Rows and shares by size from `joins` [B, N] int32 (reducers/shared/routing.h). size [B, N], or undefined:
/// all ones.
Routes route_by_joins(const at::Tensor& joins, const at::Tensor& size, std::int64_t prefix,
                      std::int64_t rate);

/// reducers/fpet/join_checkerboard.h; metric [B, N, D]. Returns joins [B, N] int32.
at::Tensor join_checkerboard(const at::Tensor& metric, const PatchGrid& grid, std::int64_t prefix,
                             std::int64_t rate);

/// reducers/diffrate/join_least_attended.h.
struct LeastAttended {
  at::Tensor joins;    // [B, N] int32
  at::Tensor leaving;  // [B, R] int32, least attended first
};
LeastAttended join_least_attended(const at::Tensor& attention, const at::Tensor& metric, std::int64_t prefix,
                                  std::int64_t rate);

/// reducers/heed/route_by_heed.h; x [B, N, C], attention [B, N], size [B, N] or undefined: all ones.
Routes route_by_heed(const at::Tensor& x, const at::Tensor& attention, const at::Tensor& size,
                     std::int64_t prefix, std::int64_t rate);

}  // namespace pyra

// The reducers of the general form in plain words and double precision, for reference_vit.cc.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "pyra/vit_config.h"

namespace pyra {

/// What a reducer may look at in one block.
struct ReferenceBlock {
  const VitConfig& config;
  std::int64_t index, rate;
  const std::vector<std::vector<double>>& qkv;                      // [N][3 C]
  const std::vector<std::vector<double>>&seen_queries, &seen_keys;  // [N][C], as attention turns them
  const std::vector<double>& size;                                  // [N]
  const std::vector<std::vector<double>>& x;                        // [N][C] after attention
  std::function<const std::vector<double>&(const std::string& name)> weight;  // "fpet_down" of this block
};

struct ReferenceRoutes {
  std::vector<std::int64_t> row;  // [N], -1: leaves
  std::vector<double> share;      // [N]
  std::vector<double> size;       // [N - R]
};

bool is_routed(const std::string& reducer);
ReferenceRoutes reference_routes(const std::string& reducer, const ReferenceBlock& block);

}  // namespace pyra

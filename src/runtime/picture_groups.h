// How many pictures go through a block together.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace pyra {

/// Pictures of each group, as equal as they can be. A group has about 400 rows: enough for the products to run at full
/// speed, few enough that q, k, v and the hidden rows stay in the shared cache; measured flat between 300 and 800.
inline std::vector<std::int64_t> picture_groups(std::int64_t batch, std::int64_t tokens) {
  constexpr std::int64_t kRows = 400;
  const std::int64_t groups = std::max<std::int64_t>(1, std::min(batch, (batch * tokens + kRows / 2) / kRows));
  std::vector<std::int64_t> sizes;
  for (std::int64_t i = 0; i < groups; ++i) sizes.push_back((i + 1) * batch / groups - i * batch / groups);
  return sizes;
}

}  // namespace pyra

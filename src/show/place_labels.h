// Where to write the labels of a scatter plot so that they cover neither each other nor the dots.
#pragma once

#include <optional>
#include <vector>

namespace pyra {

struct Box {
  double x = 0, y = 0, width = 0, height = 0;
  bool overlaps(const Box& other) const {
    return x < other.x + other.width && other.x < x + width && y < other.y + other.height &&
           other.y < y + height;
  }
};

struct LabelRequest {
  double x = 0, y = 0;           // the dot's centre
  double width = 0, height = 0;  // of the label
};

/// For each request a box inside `bounds` that overlaps no other box and none of `obstacles`, as near to its
/// dot as can be found; none where there is no room.
std::vector<std::optional<Box>> place_labels(const std::vector<LabelRequest>& requests,
                                             const std::vector<Box>& obstacles, const Box& bounds);

}  // namespace pyra

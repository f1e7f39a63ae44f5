// The list of all parts, and those of one backbone.
#pragma once

#include <vector>

#include "architecture/part.h"

namespace pyra {

/// Every part that pyra knows, in the order of the pass.
std::span<const Part> all_parts();

/// The parts that a config is made of.
class ModelSpec {
 public:
  explicit ModelSpec(const VitConfig& config);

  auto begin() const { return parts_.begin(); }
  auto end() const { return parts_.end(); }

  /// visit(part) for those before the blocks, then, for every block in turn, visit(part, block), then for
  /// those after. `enter(block)` begins a block.
  template <typename Visit, typename Enter>
  void walk(std::int64_t blocks, const Visit& visit, const Enter& enter) const {
    const auto all_of = [&](Stage stage) {
      for (const Part* part : parts_) {
        if (part->stage == stage) visit(*part);
      }
    };
    all_of(Stage::before);
    for (std::int64_t block = 0; block < blocks; ++block) {
      enter(block);
      all_of(Stage::block);
    }
    enter(blocks);
    all_of(Stage::after);
  }

 private:
  std::vector<const Part*> parts_;
};

}  // namespace pyra

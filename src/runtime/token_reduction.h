// What happens to the tokens between a block's attention and its MLP: matching, merging and, for PYRA, modulation.
#pragma once

#include "kernels/modulate_tokens.h"
#include "runtime/workspace.h"

namespace pyra {

class TokenReduction {
 public:
  /// `rate` R of `tokens` N leave in `block`.
  TokenReduction(const PackedModel::Impl& model, std::size_t block, std::int64_t tokens, std::int64_t rate);

  void add_needs(WorkspaceNeeds& needs, std::int64_t pictures) const;
  /// Matches by the keys, in place inside the projections: row i of picture p starts at k + (p N + i) * row elements.
  void match(const void* k, std::int64_t row, std::int64_t pictures, const Workspace& work) const;
  double match_macs() const;  // of one picture
  /// x [pictures, N, C], size [pictures, N] or null -> merged [pictures, N - R, C], merged_size [pictures, N - R].
  void merge(const float* x, const float* size, std::int64_t pictures, float* merged, float* merged_size, const Workspace& work) const;
  /// follow [pictures, N0]: rows before -> rows after.
  void follow(std::int64_t pictures, const Workspace& work, std::int32_t* follow) const;

 private:
  struct Matching {
    std::int32_t *source, *destination, *row;
  };
  Matching matching_of(std::int64_t picture, const Workspace& work) const;
  MatchShape match_shape() const;
  std::int64_t ranks() const;  // sources that are modulated
  std::size_t metric_bytes() const;

  const PackedModel::Impl& model_;
  const PackedBlock& weights_;
  std::int64_t tokens_, rate_;
};

}  // namespace pyra

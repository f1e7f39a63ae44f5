// Seam: what happens to the tokens between a block's attention and its MLP. inference_model_reducers.h has the list.
#pragma once

#include <memory>

#include "engine/cpu/workspace.h"

namespace pyra {

/// What a reduction may look at, in place inside the projections of a group of pictures. Elements are the attention's.
struct AttendedTokens {
  const void* q;            // the class token's query of picture p starts at q + p * q_picture elements
  std::int64_t q_picture;
  const void* k;            // keys of row i of picture p start at k + (p N + i) * k_row elements
  std::int64_t k_row;
  const float* size;        // [pictures, N] or null: all ones
  const float* log_size;    // its logarithm, or null
  const float* x;           // [pictures, N, C] the tokens as attention leaves them (where it is computed for all of them)
};

/// One block's tokens.
struct ReductionShape {
  std::int64_t tokens, prefix, rate, heads, head_dim, channels;
  Element element;  // of q and k
};

/// What a reduction is built from, for one block.
struct ReductionSetting {
  const PackedModel::Impl& model;
  std::size_t block;
  std::int64_t tokens, rate;

  bool has_weights() const { return !model.blocks[block].reducer.empty(); }
  /// "pyra_a" for blocks.N.pyra_a; must be one of the reducer's tensors.
  const std::vector<float>& weight(const std::string& name) const { return model.blocks[block].reducer.at(name); }
};

class TokenReduction {
 public:
  TokenReduction(const PackedModel::Impl& model, std::int64_t tokens, std::int64_t rate);
  virtual ~TokenReduction() = default;

  virtual void add_needs(WorkspaceNeeds& needs, std::int64_t pictures) const = 0;
  /// Decides where the tokens go and keeps that in work.matching, whose first N numbers of each picture are the rows.
  virtual void match(const AttendedTokens& in, std::int64_t pictures, const Workspace& work) const = 0;
  virtual double match_macs() const = 0;  // of one picture
  /// x [pictures, N, C], size [pictures, N] or null -> merged [pictures, N - R, C], merged_size [pictures, N - R].
  virtual void merge(const float* x, const float* size, std::int64_t pictures, float* merged, float* merged_size,
                     const Workspace& work) const = 0;
  /// The same for other values [pictures, N, C] that go with the tokens, unmodulated; merged_size is as merge() left it.
  virtual void move(const float* values, const float* size, std::int64_t pictures, float* moved, float* merged_size,
                    const Workspace& work) const = 0;
  /// follow [pictures, N0]: rows before -> rows after; -1: the token left without a trace.
  void follow(std::int64_t pictures, const Workspace& work, std::int32_t* follow) const;

 protected:
  /// Three numbers of four bytes for each token of each picture of the group.
  std::int32_t* matching_of(std::int64_t picture, const Workspace& work) const { return work.matching + picture * 3 * shape_.tokens; }
  std::size_t matching_bytes(std::int64_t pictures) const { return static_cast<std::size_t>(pictures * 3 * shape_.tokens) * sizeof(std::int32_t); }
  static std::byte* scratch_of(int thread, const Workspace& work) {
    return work.reduction + static_cast<std::size_t>(thread) * work.reduction_stride;
  }
  /// [N, D], the mean of a picture's keys over the heads; metric_bytes() of it, whole cache lines.
  void mean_keys_of(const AttendedTokens& in, std::int64_t picture, float* metric) const;
  std::size_t metric_bytes() const;

  ReductionShape shape_;
  std::int64_t original_;  // N0
};

/// Of `block` with N tokens, R of which leave: by the model's reducer, ToMe's where it has none.
std::unique_ptr<TokenReduction> make_reduction(const PackedModel::Impl& model, std::size_t block, std::int64_t tokens, std::int64_t rate);

}  // namespace pyra

// Seam: what happens to the tokens between a block's attention and its MLP. list.h has the list.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/threads/team.h"
#include "kernels/matmul.h"
#include "kernels/turns.h"
#include "pyra/vit_config.h"
#include "reducers/shared/routing.h"

namespace pyra {

/// What a reduction may look at, in place inside the projections of a group of pictures. Elements are the
/// attention's.
struct AttendedTokens {
  const void* q;  // the query of row i of picture p starts at q + p * q_picture + i * q_row elements
  std::int64_t q_picture, q_row;  // of models with a class token its query alone is there for certain
  const void* k;                  // keys of row i of picture p start at k + (p N + i) * k_row elements
  std::int64_t k_row;
  const float* size;      // [pictures, N] or null: all ones
  const float* log_size;  // its logarithm, or null
  const float*
      x;  // [pictures, N, C] the tokens as attention leaves them (where it is computed for all of them)
  Turns turns = {};  // what attention turns the keys by, which here lie as they were projected
};

/// One block's tokens.
struct ReductionShape {
  std::int64_t tokens, prefix, rate, heads, head_dim, channels;
  Element element;   // of q and k
  bool class_token;  // the first one
};

/// The tensors of a block's reducer: "pyra_a" for blocks.N.pyra_a.
using ReducerWeights = std::map<std::string, std::vector<float>>;

/// What a reduction is built from, for one block; config and weights outlive it.
struct ReductionSetting {
  const VitConfig& config;
  const ReducerWeights& weights;
  Element attention;  // of q and k: f32 or bf16
  std::int64_t block, tokens, rate;

  bool has_weights() const { return !weights.empty(); }
  /// "pyra_a" for blocks.N.pyra_a; must be one of the reducer's tensors.
  const std::vector<float>& weight(const std::string& name) const { return weights.at(name); }
};

/// The memory that a reduction needs for a group of pictures, in bytes.
struct ReductionNeeds {
  std::size_t scratch = 0;   // of each thread
  std::size_t matching = 0;  // of the group; lives from match() to follow()
};

/// That memory, and who shares the work.
struct ReductionMemory {
  std::byte* scratch;  // of thread 0; aligned to 64
  std::size_t stride;  // to the next thread's
  std::int32_t* matching;
  Team* team;
};

class TokenReduction {
 public:
  explicit TokenReduction(const ReductionSetting& setting);
  virtual ~TokenReduction() = default;

  /// Nothing where no token leaves.
  virtual ReductionNeeds needs(std::int64_t pictures) const = 0;
  /// Decides where the tokens go and keeps that in memory.matching, whose first N numbers of each picture are
  /// the rows.
  virtual void match(const AttendedTokens& in, std::int64_t pictures,
                     const ReductionMemory& memory) const = 0;
  virtual double match_macs() const = 0;  // of one picture
  /// x [pictures, N, C], size [pictures, N] or null -> merged [pictures, N - R, C], merged_size [pictures, N
  /// - R].
  virtual void merge(const float* x, const float* size, std::int64_t pictures, float* merged,
                     float* merged_size, const ReductionMemory& memory) const = 0;
  /// The same for other values [pictures, N, channels] that go with the tokens, unmodulated; merged_size is
  /// as merge() left it.
  virtual void move(const float* values, std::int64_t channels, const float* size, std::int64_t pictures,
                    float* moved, float* merged_size, const ReductionMemory& memory) const = 0;
  /// The same for places [pictures, N, 2] of rotary positions: always means, though a rule's shares need not
  /// add up to 1.
  virtual void move_places(const float* places, const float* size, std::int64_t pictures, float* moved,
                           float* merged_size, const ReductionMemory& memory) const {
    move(places, 2, size, pictures, moved, merged_size, memory);
  }
  /// Of the first picture, as match() left it: where each token goes and with which share (shared/routing.h).
  /// size [N] or null.
  virtual void shares(const float* size, const ReductionMemory& memory, const Routing& to) const = 0;
  /// follow [pictures, N0]: rows before -> rows after; -1: the token left without a trace.
  void follow(std::int64_t pictures, const ReductionMemory& memory, std::int32_t* follow) const;

 protected:
  /// Three numbers of four bytes for each token of each picture of the group.
  std::int32_t* matching_of(std::int64_t picture, const ReductionMemory& memory) const {
    return memory.matching + picture * 3 * shape_.tokens;
  }
  std::size_t matching_bytes(std::int64_t pictures) const {
    return static_cast<std::size_t>(pictures * 3 * shape_.tokens) * sizeof(std::int32_t);
  }
  /// body(picture, scratch) for every picture, shared by the team, with scratch memory of the thread's own.
  template <typename Body>
  static void for_pictures(std::int64_t pictures, const ReductionMemory& memory, const Body& body) {
    memory.team->for_each(pictures, [&](std::int64_t picture, int thread) {
      body(picture, memory.scratch + static_cast<std::size_t>(thread) * memory.stride);
    });
  }
  /// [N, D], the mean of a picture's keys over the heads.
  void mean_keys_of(const AttendedTokens& in, std::int64_t picture, float* metric) const;

  ReductionShape shape_;
  std::int64_t original_;  // N0
};

/// What a Reducer (reducer.h) is made by.
template <typename Reduction>
std::unique_ptr<TokenReduction> make_reduction_of(const ReductionSetting& setting) {
  return std::make_unique<Reduction>(setting);
}

}  // namespace pyra

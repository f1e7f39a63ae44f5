// ToMe (arXiv 2210.09461): matching by the keys, merging by size.
#pragma once

#include "reducers/token_reduction.h"
#include "reducers/tome/match_tokens.h"
#include "reducers/tome/merge_tokens.h"

namespace pyra {

class MergeReduction : public TokenReduction {
 public:
  explicit MergeReduction(const ReductionSetting& setting);
  ReductionNeeds needs(std::int64_t pictures) const override;
  void match(const AttendedTokens& in, std::int64_t pictures, const ReductionMemory& memory) const override;
  double match_macs() const override;
  void merge(const float* x, const float* size, std::int64_t pictures, float* merged, float* merged_size,
             const ReductionMemory& memory) const override;
  void move(const float* values, std::int64_t channels, const float* size, std::int64_t pictures,
            float* moved, float* merged_size, const ReductionMemory& memory) const override;
  void shares(const float* size, const ReductionMemory& memory, const Routing& to) const override;

 protected:
  /// What is done to one picture's merged rows; nothing here.
  virtual void modulate(const float*, const float*, const MatchedTokens&, const float*, float*,
                        std::byte*) const {}
  MergeShape merge_shape() const { return merge_shape(shape_.channels); }
  MergeShape merge_shape(std::int64_t channels) const { return {shape_.tokens, channels, shape_.rate}; }

 private:
  struct Task;
  template <typename Body>
  void for_merges(const float* x, std::int64_t channels, const float* size, std::int64_t pictures,
                  float* merged, float* merged_size, const ReductionMemory& memory, const Body& body) const;
  MatchShape match_shape() const { return {shape_.tokens, shape_.head_dim, shape_.prefix, shape_.rate}; }
};

}  // namespace pyra

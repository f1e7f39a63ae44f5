// ToMe: matching by the keys, merging by size. PYRA: the same, and the merged tokens are modulated.
#pragma once

#include "reducers/pyra/modulate_tokens.h"
#include "reducers/token_reduction.h"

namespace pyra {

class MergeReduction : public TokenReduction {
 public:
  explicit MergeReduction(const ReductionSetting& setting);
  void add_needs(WorkspaceNeeds& needs, std::int64_t pictures) const override;
  void match(const AttendedTokens& in, std::int64_t pictures, const Workspace& work) const override;
  double match_macs() const override;
  void merge(const float* x, const float* size, std::int64_t pictures, float* merged, float* merged_size, const Workspace& work) const override;
  void move(const float* values, const float* size, std::int64_t pictures, float* moved, float* merged_size, const Workspace& work) const override;

 protected:
  /// What is done to one picture's merged rows; nothing here.
  virtual void modulate(const float*, const float*, const MatchedTokens&, const float*, float*, std::byte*) const {}
  MergeShape merge_shape() const { return {shape_.tokens, shape_.channels, shape_.rate}; }

 private:
  struct Task;
  template <typename Body>
  void for_pictures(const float* x, const float* size, std::int64_t pictures, float* merged, float* merged_size, const Workspace& work,
                    const Body& body) const;
  MatchShape match_shape() const { return {shape_.tokens, shape_.head_dim, shape_.prefix, shape_.rate}; }
};

class ModulatedReduction final : public MergeReduction {
 public:
  explicit ModulatedReduction(const ReductionSetting& setting);
  void add_needs(WorkspaceNeeds& needs, std::int64_t pictures) const override;

 protected:
  void modulate(const float* x, const float* size, const MatchedTokens& match, const float* merged_size, float* merged, std::byte* scratch) const override;

 private:
  Modulation modulation_;
};

}  // namespace pyra

// Reductions in their general form: a rule gives each token a row and a share in it, and the shares are
// summed.
#pragma once

#include "reducers/shared/routing.h"
#include "reducers/token_reduction.h"

namespace pyra {

class RoutedReduction : public TokenReduction {
 public:
  explicit RoutedReduction(const ReductionSetting& setting);
  ReductionNeeds needs(std::int64_t pictures) const final;
  void match(const AttendedTokens& in, std::int64_t pictures, const ReductionMemory& memory) const final;
  void merge(const float* x, const float* size, std::int64_t pictures, float* merged, float* merged_size,
             const ReductionMemory& memory) const final;
  void shares(const float* size, const ReductionMemory& memory, const Routing& to) const final;
  void move(const float* values, std::int64_t channels, const float* size, std::int64_t pictures,
            float* moved, float* merged_size, const ReductionMemory& memory) const final;
  void move_places(const float* places, const float* size, std::int64_t pictures, float* moved,
                   float* merged_size, const ReductionMemory& memory) const final;

 protected:
  /// The rule, for one picture; scratch: scratch_bytes(), aligned to 64.
  virtual void route(const AttendedTokens& in, std::int64_t picture, const Routing& to,
                     std::byte* scratch) const = 0;
  virtual std::size_t scratch_bytes() const = 0;

  RouteShape route_shape() const { return {shape_.tokens, shape_.prefix, shape_.rate}; }
  const float* size_of(const AttendedTokens& in, std::int64_t picture) const {
    return in.size != nullptr ? in.size + picture * shape_.tokens : nullptr;
  }
  /// What tokens are ranked by, attention [N] out: how much the class token attends to each
  /// (shared/class_attention.h), or, where there is none, all tokens do (shared/received_attention.h).
  /// scratch: ranking_scratch() bytes.
  void rank_tokens(const AttendedTokens& in, std::int64_t picture, float* attention,
                   std::byte* scratch) const;
  static std::size_t ranking_scratch(const ReductionShape& shape);
  double ranking_macs() const;

 private:
  Routing routing_of(std::int64_t picture, const ReductionMemory& memory) const;
};

}  // namespace pyra

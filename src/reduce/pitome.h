// PiToMe (arXiv 2405.16148, and its authors' code): an energy score from the graph of similarities protects
// tokens that stand alone. No weights.
#pragma once

#include <cstdint>

#include "model/token_reducer.h"

namespace pyra {

/// reducers/pitome/join_by_energy.h has the rule, on the keys that ToMe matches by; merging weighs by size.
class Pitome final : public TokenReducer {
 public:
  explicit Pitome(float margin) : margin_(margin) {}
  TokenState reduce(TokenState state, const AttentionView& view, std::int64_t rate) const override;
  void collect(ParameterList&, const std::string&) const override {}

 private:
  float margin_;
};

}  // namespace pyra

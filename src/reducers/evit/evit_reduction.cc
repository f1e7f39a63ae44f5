// EViT: see reducers/evit/route_by_attention.h.
#include "base/memory/carver.h"
#include "reducers/evit/route_by_attention.h"
#include "reducers/reducer.h"
#include "reducers/shared/routed_reduction.h"

namespace pyra {
namespace {

class EvitReduction final : public RoutedReduction {
 public:
  using RoutedReduction::RoutedReduction;
  double match_macs() const override { return ranking_macs(); }

 protected:
  std::size_t scratch_bytes() const override { return measured<Parts>(shape_); }
  void route(const AttendedTokens& in, std::int64_t picture, const Routing& to,
             std::byte* scratch) const override {
    const auto at = carved<Parts>(scratch, shape_);
    rank_tokens(in, picture, at.attention, at.ranking);
    route_by_attention(at.attention, route_shape(), to, at.ranked);
  }

 private:
  struct Parts {
    float* attention;      // [N]
    std::int32_t* ranked;  // [N]
    std::byte* ranking;

    static Parts cut(Carver& from, const ReductionShape& s) {
      return {.attention = from.take<float>(s.tokens),
              .ranked = from.take<std::int32_t>(s.tokens),
              .ranking = from.take_bytes(ranking_scratch(s))};
    }
  };
};

}  // namespace

Reducer evit_reducer() {
  return {.name = "evit",
          .doc = "keep what is attended to most, fuse the rest into one token (EViT); no weights",
          .ranks_by_attention = true,
          .make = make_reduction_of<EvitReduction>};
}

}  // namespace pyra

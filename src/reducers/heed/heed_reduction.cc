// Heed: see reducers/heed/route_by_heed.h.
#include "base/memory/carver.h"
#include "reducers/heed/route_by_heed.h"
#include "reducers/reducer.h"
#include "reducers/shared/routed_reduction.h"

namespace pyra {
namespace {

class HeedReduction final : public RoutedReduction {
 public:
  using RoutedReduction::RoutedReduction;
  double match_macs() const override {
    const std::int64_t half = shape_.tokens / 2;
    return ranking_macs() + static_cast<double>((shape_.tokens - half) * half * shape_.channels);
  }

 protected:
  std::size_t scratch_bytes() const override { return measured<Parts>(shape_, route_shape()); }
  void route(const AttendedTokens& in, std::int64_t picture, const Routing& to,
             std::byte* scratch) const override {
    const auto at = carved<Parts>(scratch, shape_, route_shape());
    rank_tokens(in, picture, at.attention, at.ranking);
    route_by_heed(in.x + picture * shape_.tokens * shape_.channels, shape_.channels, at.attention,
                  size_of(in, picture), route_shape(), to, at.rest);
  }

 private:
  struct Parts {
    float* attention;  // [N]
    std::byte *ranking, *rest;

    static Parts cut(Carver& from, const ReductionShape& s, const RouteShape& route) {
      return {.attention = from.take<float>(s.tokens),
              .ranking = from.take_bytes(ranking_scratch(s)),
              .rest = from.take_bytes(route_by_heed_scratch(s.channels, route))};
    }
  };
};

}  // namespace

Reducer heed_reducer() {
  return {.name = "heed",
          .doc = "ToMe that compares the tokens themselves and heeds what is attended to; no weights",
          .ranks_by_attention = true,
          .on_gpu = true,
          .make = make_reduction_of<HeedReduction>};
}

}  // namespace pyra

// DiffRate: see reduce/diffrate.h and reducers/diffrate/join_least_attended.h.
#include "base/memory/carver.h"
#include "reducers/diffrate/join_least_attended.h"
#include "reducers/reducer.h"
#include "reducers/shared/routed_reduction.h"

namespace pyra {
namespace {

class DiffRateReduction final : public RoutedReduction {
 public:
  explicit DiffRateReduction(const ReductionSetting& setting)
      : RoutedReduction(setting), dropped_(setting.rate / 2) {
    if (!setting.has_weights() || setting.rate == 0)
      return;  // nothing was trained here: half, as before training
    const std::vector<float>& logits = setting.weight("diffrate");
    dropped_ = dropped_of(logits.data(), static_cast<std::int64_t>(logits.size()) - 1, setting.rate);
  }
  double match_macs() const override {
    return ranking_macs() +
           static_cast<double>(shape_.rate * (shape_.tokens - shape_.prefix) * shape_.head_dim);
  }

 protected:
  std::size_t scratch_bytes() const override { return measured<Parts>(shape_, route_shape()); }
  void route(const AttendedTokens& in, std::int64_t picture, const Routing& to,
             std::byte* scratch) const override {
    const auto at = carved<Parts>(scratch, shape_, route_shape());
    rank_tokens(in, picture, at.attention, at.ranking);
    mean_keys_of(in, picture, at.metric);
    join_least_attended(at.attention, at.metric, shape_.head_dim, route_shape(), to.row, at.leaving, at.rest);
    for (std::int64_t r = 0; r < dropped_; ++r) to.row[at.leaving[r]] = -1;
    route_by_joins(to.row, size_of(in, picture), route_shape(), to);
  }

 private:
  struct Parts {
    float* metric;          // [N, D]
    float* attention;       // [N]
    std::int32_t* leaving;  // [R]
    std::byte *ranking, *rest;

    static Parts cut(Carver& from, const ReductionShape& s, const RouteShape& route) {
      return {.metric = from.take<float>(s.tokens * s.head_dim),
              .attention = from.take<float>(s.tokens),
              .leaving = from.take<std::int32_t>(s.rate),
              .ranking = from.take_bytes(ranking_scratch(s)),
              .rest = from.take_bytes(join_least_attended_scratch(s.head_dim, route))};
    }
  };

  std::int64_t dropped_;
};

TensorShapes tensors(const VitConfig&, const std::vector<std::int64_t>& trained_rates) {
  TensorShapes shapes;
  for (std::size_t i = 0; i < trained_rates.size(); ++i) {
    if (trained_rates[i] > 0)
      shapes.push_back({"blocks." + std::to_string(i) + ".diffrate", {trained_rates[i] + 1}});
  }
  return shapes;
}

}  // namespace

Reducer diffrate_reducer() {
  return {.name = "diffrate",
          .doc = "drop and merge what is attended to least; how much of each is learned (DiffRate)",
          .bound_to_schedule = true,
          .ranks_by_attention = true,
          .weights = tensors,
          .make = make_reduction_of<DiffRateReduction>};
}

}  // namespace pyra

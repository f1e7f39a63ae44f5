// PiToMe: see reducers/pitome/join_by_energy.h.
#include "base/memory/carver.h"
#include "reducers/pitome/join_by_energy.h"
#include "reducers/reducer.h"
#include "reducers/shared/routed_reduction.h"

namespace pyra {
namespace {

class PitomeReduction final : public RoutedReduction {
 public:
  explicit PitomeReduction(const ReductionSetting& setting)
      : RoutedReduction(setting), margin_(energy_margin(setting.block, setting.config.depth)) {}
  double match_macs() const override {
    const std::int64_t patches = shape_.tokens - shape_.prefix;
    return static_cast<double>(patches * patches * shape_.head_dim);
  }

 protected:
  std::size_t scratch_bytes() const override { return measured<Parts>(shape_, route_shape()); }
  void route(const AttendedTokens& in, std::int64_t picture, const Routing& to,
             std::byte* scratch) const override {
    const auto at = carved<Parts>(scratch, shape_, route_shape());
    mean_keys_of(in, picture, at.metric);
    join_by_energy(at.metric, shape_.head_dim, margin_, route_shape(), to.row, at.rest);
    route_by_joins(to.row, size_of(in, picture), route_shape(), to);
  }

 private:
  struct Parts {
    float* metric;  // [N, D]
    std::byte* rest;

    static Parts cut(Carver& from, const ReductionShape& s, const RouteShape& route) {
      return {.metric = from.take<float>(s.tokens * s.head_dim),
              .rest = from.take_bytes(join_by_energy_scratch(s.head_dim, route))};
    }
  };

  float margin_;
};

}  // namespace

Reducer pitome_reducer() {
  return {.name = "pitome",
          .doc = "ToMe that protects tokens which resemble few others (PiToMe); no weights",
          .make = make_reduction_of<PitomeReduction>};
}

}  // namespace pyra

// PiToMe: see reducers/pitome/join_by_energy.h.
#include "reducers/pitome/join_by_energy.h"
#include "reducers/reductions.h"
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
  std::size_t scratch_bytes() const override {
    return metric_bytes() +
           static_cast<std::size_t>(join_by_energy_scratch(shape_.head_dim, route_shape())) * sizeof(float);
  }
  void route(const AttendedTokens& in, std::int64_t picture, const Routing& to,
             std::byte* scratch) const override {
    auto* metric = reinterpret_cast<float*>(scratch);
    mean_keys_of(in, picture, metric);
    join_by_energy(metric, shape_.head_dim, margin_, route_shape(), to.row,
                   reinterpret_cast<float*>(scratch + metric_bytes()));
    route_by_joins(to.row, size_of(in, picture), route_shape(), to);
  }

 private:
  float margin_;
};

}  // namespace

std::unique_ptr<TokenReduction> make_pitome_reduction(const ReductionSetting& setting) {
  return std::make_unique<PitomeReduction>(setting);
}

}  // namespace pyra

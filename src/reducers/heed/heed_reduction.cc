// Heed: see reducers/heed/route_by_heed.h.
#include "base/memory/padding.h"
#include "reducers/heed/route_by_heed.h"
#include "reducers/reductions.h"
#include "reducers/shared/routed_reduction.h"

namespace pyra {
namespace {

class HeedReduction final : public RoutedReduction {
 public:
  using RoutedReduction::RoutedReduction;
  double match_macs() const override {
    const std::int64_t half = shape_.tokens / 2;
    return static_cast<double>((shape_.tokens - half) * half * shape_.channels +
                               shape_.tokens * shape_.channels);
  }

 protected:
  std::size_t scratch_bytes() const override {
    return attention_bytes() + route_by_heed_scratch(shape_.channels, route_shape());
  }
  void route(const AttendedTokens& in, std::int64_t picture, const Routing& to,
             std::byte* scratch) const override {
    auto* attention = reinterpret_cast<float*>(scratch);
    class_attention_of(in, picture, attention, attention + shape_.tokens);
    route_by_heed(in.x + picture * shape_.tokens * shape_.channels, shape_.channels, attention,
                  size_of(in, picture), route_shape(), to, scratch + attention_bytes());
  }

 private:
  /// Of the class attention and what it takes to compute it, whole cache lines.
  std::size_t attention_bytes() const {
    return static_cast<std::size_t>(padded(2 * shape_.tokens)) * sizeof(float);
  }
};

}  // namespace

std::unique_ptr<TokenReduction> make_heed_reduction(const ReductionSetting& setting) {
  return std::make_unique<HeedReduction>(setting);
}

}  // namespace pyra

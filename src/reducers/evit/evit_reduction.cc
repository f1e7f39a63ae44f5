// EViT: see reducers/evit/route_by_attention.h.
#include "reducers/evit/route_by_attention.h"
#include "reducers/reductions.h"
#include "reducers/shared/routed_reduction.h"

namespace pyra {
namespace {

class EvitReduction final : public RoutedReduction {
 public:
  using RoutedReduction::RoutedReduction;
  double match_macs() const override { return static_cast<double>(shape_.tokens * shape_.channels); }

 protected:
  std::size_t scratch_bytes() const override {
    return static_cast<std::size_t>(2 * shape_.tokens) * sizeof(float);
  }
  void route(const AttendedTokens& in, std::int64_t picture, const Routing& to,
             std::byte* scratch) const override {
    auto* attention = reinterpret_cast<float*>(scratch);
    class_attention_of(in, picture, attention, attention + shape_.tokens);
    route_by_attention(attention, route_shape(), to,
                       reinterpret_cast<std::int32_t*>(attention + shape_.tokens));
  }
};

}  // namespace

std::unique_ptr<TokenReduction> make_evit_reduction(const ReductionSetting& setting) {
  return std::make_unique<EvitReduction>(setting);
}

}  // namespace pyra

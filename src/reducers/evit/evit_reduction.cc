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
  double match_macs() const override { return static_cast<double>(shape_.tokens * shape_.channels); }

 protected:
  std::size_t scratch_bytes() const override { return measured<Parts>(shape_.tokens); }
  void route(const AttendedTokens& in, std::int64_t picture, const Routing& to,
             std::byte* scratch) const override {
    const auto at = carved<Parts>(scratch, shape_.tokens);
    class_attention_of(in, picture, at.attention, at.logits);
    route_by_attention(at.attention, route_shape(), to, at.ranked);
  }

 private:
  struct Parts {
    float *attention, *logits;  // [N]
    std::int32_t* ranked;       // [N]

    static Parts cut(Carver& from, std::int64_t tokens) {
      return {.attention = from.take<float>(tokens),
              .logits = from.take<float>(tokens),
              .ranked = from.take<std::int32_t>(tokens)};
    }
  };
};

}  // namespace

Reducer evit_reducer() {
  return {.name = "evit",
          .doc = "keep what the class token attends to most, fuse the rest into one token (EViT); no weights",
          .reads_class_attention = true,
          .make = make_reduction_of<EvitReduction>};
}

}  // namespace pyra

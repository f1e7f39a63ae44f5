// DiffRate: see reduce/diffrate.h and reducers/diffrate/join_least_attended.h.
#include "reducers/diffrate/join_least_attended.h"
#include "reducers/reductions.h"
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
    return static_cast<double>(shape_.tokens * shape_.channels +
                               shape_.rate * (shape_.tokens - shape_.prefix) * shape_.head_dim);
  }

 protected:
  std::size_t scratch_bytes() const override {
    const std::int64_t words =
        2 * shape_.tokens + shape_.rate + join_least_attended_scratch(shape_.head_dim, route_shape());
    return metric_bytes() + static_cast<std::size_t>(words) * sizeof(float);
  }
  void route(const AttendedTokens& in, std::int64_t picture, const Routing& to,
             std::byte* scratch) const override {
    auto* metric = reinterpret_cast<float*>(scratch);
    auto* attention = reinterpret_cast<float*>(scratch + metric_bytes());
    auto* leaving = reinterpret_cast<std::int32_t*>(attention + 2 * shape_.tokens);
    class_attention_of(in, picture, attention, attention + shape_.tokens);
    mean_keys_of(in, picture, metric);
    join_least_attended(attention, metric, shape_.head_dim, route_shape(), to.row, leaving,
                        reinterpret_cast<float*>(leaving + shape_.rate));
    for (std::int64_t r = 0; r < dropped_; ++r) to.row[leaving[r]] = -1;
    route_by_joins(to.row, size_of(in, picture), route_shape(), to);
  }

 private:
  std::int64_t dropped_;
};

}  // namespace

TensorShapes diffrate_tensors(const VitConfig&, const std::vector<std::int64_t>& trained_rates) {
  TensorShapes shapes;
  for (std::size_t i = 0; i < trained_rates.size(); ++i) {
    if (trained_rates[i] > 0)
      shapes.push_back({"blocks." + std::to_string(i) + ".diffrate", {trained_rates[i] + 1}});
  }
  return shapes;
}

std::unique_ptr<TokenReduction> make_diffrate_reduction(const ReductionSetting& setting) {
  return std::make_unique<DiffRateReduction>(setting);
}

}  // namespace pyra

// PYRA: ToMe's matching and merging, and the merged tokens are modulated; see modulate_tokens.h.
#include <algorithm>

#include "reducers/pyra/modulation_of.h"
#include "reducers/reducer.h"
#include "reducers/tome/merge_reduction.h"

namespace pyra {
namespace {

class ModulatedReduction final : public MergeReduction {
 public:
  explicit ModulatedReduction(const ReductionSetting& setting);
  ReductionNeeds needs(std::int64_t pictures) const override;

 protected:
  void modulate(const float* x, const float* size, const MatchedTokens& match, const float* merged_size,
                float* merged, std::byte* scratch) const override;

 private:
  Modulation modulation_;
};

ModulatedReduction::ModulatedReduction(const ReductionSetting& setting)
    : MergeReduction(setting), modulation_(modulation_of(setting.weights)) {
  modulation_.ranks = std::min(setting.rate, modulation_.ranks);
}

ReductionNeeds ModulatedReduction::needs(std::int64_t pictures) const {
  ReductionNeeds needs = MergeReduction::needs(pictures);
  if (shape_.rate > 0)
    needs.scratch = std::max(needs.scratch, modulate_scratch(merge_shape(), modulation_.ranks));
  return needs;
}

void ModulatedReduction::modulate(const float* x, const float* size, const MatchedTokens& match,
                                  const float* merged_size, float* merged, std::byte* scratch) const {
  modulate_tokens(x, size, match, merge_shape(), modulation_, merged_size, merged, scratch);
}

TensorShapes tensors(const VitConfig& config, const std::vector<std::int64_t>& trained_rates) {
  TensorShapes shapes;
  for (std::size_t i = 0; i < trained_rates.size(); ++i) {
    if (trained_rates[i] == 0) continue;
    const std::string name = "blocks." + std::to_string(i) + ".pyra_";
    shapes.push_back({name + "a", {trained_rates[i], 1}});
    shapes.push_back({name + "b", {1, config.dim}});
    shapes.push_back({name + "norm.weight", {config.dim}});
    shapes.push_back({name + "norm.bias", {config.dim}});
  }
  return shapes;
}

std::unique_ptr<TokenReduction> make(const ReductionSetting& setting) {
  if (!setting.has_weights())
    return make_reduction_of<MergeReduction>(setting);  // nothing was ever trained here
  return make_reduction_of<ModulatedReduction>(setting);
}

}  // namespace

Modulation modulation_of(const ReducerWeights& weights) {
  constexpr float kEps = 1e-5F;
  if (weights.empty()) return {nullptr, nullptr, nullptr, nullptr, 0, kEps};
  const std::vector<float>& w_r = weights.at("pyra_a");
  return {w_r.data(),
          weights.at("pyra_b").data(),
          weights.at("pyra_norm.weight").data(),
          weights.at("pyra_norm.bias").data(),
          static_cast<std::int64_t>(w_r.size()),
          kEps};
}

Reducer pyra_reducer() {
  return {.name = "pyra",
          .doc = "ToMe whose merged tokens are modulated by two learned vectors a block (PYRA)",
          .bound_to_schedule = true,
          .nested = true,
          .on_gpu = true,
          .standard = true,
          .weights = tensors,
          .make = make};
}

}  // namespace pyra

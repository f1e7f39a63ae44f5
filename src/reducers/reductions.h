// One maker for each reduction of the engine; list.cc names them.
#pragma once

#include "architecture/tensor_shapes.h"
#include "reducers/token_reduction.h"

namespace pyra {

std::unique_ptr<TokenReduction> make_tome_reduction(const ReductionSetting& setting);
std::unique_ptr<TokenReduction> make_pyra_reduction(const ReductionSetting& setting);
std::unique_ptr<TokenReduction> make_heed_reduction(const ReductionSetting& setting);
std::unique_ptr<TokenReduction> make_evit_reduction(const ReductionSetting& setting);
std::unique_ptr<TokenReduction> make_pitome_reduction(const ReductionSetting& setting);
std::unique_ptr<TokenReduction> make_fpet_reduction(const ReductionSetting& setting);
std::unique_ptr<TokenReduction> make_diffrate_reduction(const ReductionSetting& setting);

TensorShapes pyra_tensors(const VitConfig& config, const std::vector<std::int64_t>& trained_rates);
TensorShapes fpet_tensors(const VitConfig& config, const std::vector<std::int64_t>& trained_rates);
TensorShapes diffrate_tensors(const VitConfig& config, const std::vector<std::int64_t>& trained_rates);

}  // namespace pyra

// The Python names that may appear in a checkpoint.
#pragma once

#include <optional>
#include <string_view>

#include "io/pickle.h"
#include "pyra/host_tensor.h"

namespace pyra {

inline constexpr std::string_view kRebuildTensor = "torch._utils._rebuild_tensor_v2";
inline constexpr std::string_view kRebuildParameter = "torch._utils._rebuild_parameter";

/// The element type of "torch.FloatStorage" and its kin; empty for any other name.
std::optional<DType> storage_dtype(std::string_view global);

/// Tensors, storages, dictionaries, and settings that scripts store beside the weights, which are ignored.
GlobalRole torch_global_role(std::string_view global);

}  // namespace pyra

// Rearranging weights: transposes and fusions between the layouts of different frameworks.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "pyra/host_tensor.h"

namespace pyra {

/// Removes a tensor from the map and returns it. Throws InputError "... lacks the tensor 'name'".
HostTensor take(TensorMap& tensors, const std::string& name);

/// Moves `from` to `to` where it exists; says whether it did.
bool rename(TensorMap& tensors, const std::string& from, const std::string& to);

/// A view of the same elements. Throws InputError naming `name` when their number differs.
HostTensor reshape(HostTensor tensor, std::vector<std::int64_t> shape, const std::string& name);

/// Output dimension i is input dimension order[i]. Copies to float32. Throws InputError naming `name` when
/// the rank is not that of `order`.
HostTensor permute(const HostTensor& tensor, const std::vector<std::size_t>& order, const std::string& name);

/// `count` rows of the first dimension from `first` on, where it lies. Throws InputError naming `name` where
/// it has fewer.
HostTensor rows_of(const HostTensor& tensor, std::int64_t first, std::int64_t count, const std::string& name);

/// Along the first dimension; copies to float32. Throws InputError naming `name` when the others differ.
HostTensor concatenate(const std::vector<HostTensor>& tensors, const std::string& name);

}  // namespace pyra

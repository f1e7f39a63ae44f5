#include "architecture/families/layout.h"

#include <algorithm>

#include "io/shape.h"
#include "pyra/error.h"

namespace pyra {

HostTensor take(TensorMap& tensors, const std::string& name) {
  auto node = tensors.extract(name);
  if (node.empty()) throw InputError("the checkpoint lacks the tensor '" + name + "'");
  return std::move(node.mapped());
}

bool rename(TensorMap& tensors, const std::string& from, const std::string& to) {
  auto node = tensors.extract(from);
  if (node.empty()) return false;
  node.key() = to;
  const auto result = tensors.insert(std::move(node));
  if (!result.inserted)
    throw InputError("the checkpoint holds the tensor '" + to + "' twice: as '" + from + "' too");
  return true;
}

HostTensor reshape(HostTensor tensor, std::vector<std::int64_t> shape, const std::string& name) {
  const auto elements = checked_elements(shape, dtype_size(tensor.dtype));
  if (!elements || *elements != tensor.elements()) {
    throw InputError("the tensor '" + name + "' is " + tensor.describe() + ", expected " + shape_text(shape));
  }
  tensor.shape = std::move(shape);
  return tensor;
}

HostTensor permute(const HostTensor& tensor, const std::vector<std::size_t>& order, const std::string& name) {
  const std::size_t rank = order.size();
  if (tensor.shape.size() != rank) {
    throw InputError("the tensor '" + name + "' is " + tensor.describe() + ", expected " +
                     std::to_string(rank) + " dimensions");
  }
  std::vector<std::int64_t> in_strides(rank, 1);
  for (std::size_t i = rank - 1; i > 0; --i) in_strides[i - 1] = in_strides[i] * tensor.shape[i];
  std::vector<std::int64_t> shape(rank), strides(rank), position(rank, 0);
  for (std::size_t i = 0; i < rank; ++i) {
    shape[i] = tensor.shape[order[i]];
    strides[i] = in_strides[order[i]];
  }

  const std::vector<float> source = tensor.to_float();
  std::vector<float> result(source.size());
  std::int64_t from = 0;
  for (float& value : result) {
    value = source[static_cast<std::size_t>(from)];
    // Counts `position` up like an odometer, the last dimension fastest.
    for (std::size_t i = rank; i-- > 0;) {
      from += strides[i];
      if (++position[i] < shape[i]) break;
      from -= strides[i] * shape[i];
      position[i] = 0;
    }
  }
  return make_tensor(result, std::move(shape));
}

HostTensor rows_of(const HostTensor& tensor, std::int64_t first, std::int64_t count,
                   const std::string& name) {
  if (tensor.shape.empty() || first + count > tensor.shape[0]) {
    throw InputError("the tensor '" + name + "' is " + tensor.describe() + ", expected " +
                     std::to_string(first + count) + " rows");
  }
  HostTensor rows = tensor;
  rows.shape[0] = count;
  const auto row = tensor.shape[0] > 0 ? tensor.bytes() / static_cast<std::size_t>(tensor.shape[0]) : 0;
  rows.data += static_cast<std::size_t>(first) * row;
  return rows;
}

HostTensor concatenate(const std::vector<HostTensor>& tensors, const std::string& name) {
  std::vector<std::int64_t> shape = tensors.at(0).shape;
  if (shape.empty()) throw InputError("the parts of '" + name + "' have no dimension to be joined along");
  shape[0] = 0;
  std::vector<float> result;
  for (const HostTensor& tensor : tensors) {
    if (tensor.shape.size() != shape.size() ||
        !std::equal(shape.begin() + 1, shape.end(), tensor.shape.begin() + 1)) {
      throw InputError("the parts of '" + name + "' do not fit together: " + tensors[0].describe() + " and " +
                       tensor.describe());
    }
    shape[0] += tensor.shape[0];
    const std::vector<float> values = tensor.to_float();
    result.insert(result.end(), values.begin(), values.end());
  }
  return make_tensor(result, std::move(shape));
}

}  // namespace pyra

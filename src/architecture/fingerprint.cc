#include <array>

#include "architecture/head/of_head.h"
#include "architecture/model_spec.h"
#include "base/digest.h"
#include "pyra/backbone.h"

namespace pyra {
namespace {

void update(Digest& hash, std::uint64_t number) {
  std::array<unsigned char, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<unsigned char>(number >> (8 * i));
  hash.update(bytes.data(), bytes.size());
}

}  // namespace

// Canonical form, in byte order of the names: name, one 0 byte, rank and dimensions as little-endian u64,
// float32 data.
std::string fingerprint(const TensorMap& timm_tensors, const VitConfig& config) {
  Digest hash;
  for (const auto& [name, tensor] : timm_tensors) {
    if (is_of_head(name)) continue;
    hash.update(name.c_str(), name.size() + 1);
    update(hash, tensor.shape.size());
    for (const std::int64_t dimension : tensor.shape) update(hash, static_cast<std::uint64_t>(dimension));
    if (tensor.dtype == DType::f32) {
      hash.update(tensor.data, tensor.bytes());
    } else {
      const std::vector<float> values = tensor.to_float();
      hash.update(values.data(), values.size() * sizeof(float));
    }
  }
  for (const Part* part : ModelSpec(config)) {
    const std::string mark = part->mark != nullptr ? part->mark(config) : "";
    if (!mark.empty()) hash.update(mark.c_str(), mark.size() + 1);
  }
  return hash.hex();
}

}  // namespace pyra

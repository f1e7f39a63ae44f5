// Checkpoints of zeros, and what stands beside them.
#pragma once

#include <gtest/gtest.h>

#include "io/temporary_folder.h"
#include "pyra/backbone.h"
#include "pyra/checkpoint.h"
#include "support/vit_sizes.h"

namespace pyra::testing {

inline VitConfig small_backbone() {
  return vit_of({.image = 32, .patch = 16, .dim = 64, .depth = 1, .heads = 1, .mlp_dim = 8, .classes = 3});
}

inline TensorMap zeros(const VitConfig& config) {
  TensorMap tensors;
  for (const auto& [name, shape] : expected_tensors(config)) {
    std::int64_t elements = 1;
    for (const std::int64_t dimension : shape) elements *= dimension;
    tensors.emplace(name, make_tensor(std::vector<float>(static_cast<std::size_t>(elements)), shape));
  }
  return tensors;
}

class BackboneFolder : public ::testing::Test {
 protected:
  Backbone read(const TensorMap& tensors, const BackboneOverrides& overrides = {},
                const std::map<std::string, std::string>& metadata = {}) {
    write_safetensors(folder_ / "model.safetensors", tensors, metadata);
    return read_backbone(folder_ / "model.safetensors", overrides);
  }
  void beside(const std::string& name, const std::string& content) { write_bytes(folder_ / name, content); }

  TemporaryFolder folder_;
};

}  // namespace pyra::testing

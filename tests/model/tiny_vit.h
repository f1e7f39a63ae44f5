// Vision Transformers small enough to train within a test.
#pragma once

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>

#include <vector>

#include "adapt/assemble.h"
#include "model/vit.h"
#include "support/vit_sizes.h"

namespace pyra::testing {

inline at::Generator seeded(std::uint64_t seed) { return at::make_generator<at::CPUGeneratorImpl>(seed); }

inline at::Tensor normal(at::IntArrayRef shape, std::uint64_t seed, double std = 1) {
  return at::empty(shape).normal_(0, std, seeded(seed));
}

/// 16 patches and a class token of 32 channels, 3 blocks, 4 classes.
inline VitConfig tiny_config() {
  return vit_of({.image = 32, .patch = 8, .dim = 32, .depth = 3, .heads = 2, .mlp_dim = 64, .classes = 4});
}

/// Every weight far from its initial value, so that a swapped or skipped one shows.
inline void randomise(const ParameterList& parameters, std::uint64_t seed) {
  const at::NoGradGuard no_grad;
  const at::Generator random = seeded(seed);
  for (const Parameter& parameter : parameters) {
    const bool scale = parameter.name.ends_with("norm.weight") || parameter.name.ends_with("norm1.weight") ||
                       parameter.name.ends_with("norm2.weight");
    parameter.tensor.copy_(at::empty_like(parameter.tensor).normal_(scale ? 1 : 0, 0.2, random));
  }
}

/// As assemble(), all weights random.
inline Vit random_vit(const VitConfig& config, const Tuning& tuning, std::uint64_t seed = 1) {
  at::Generator random = seeded(seed);
  Vit model = assemble(config, tuning, random);
  randomise(model.parameters(), seed);
  return model;
}

inline Tuning tuning_of(const std::string& adapter, const std::string& reducer,
                        std::vector<std::int64_t> rates = {}) {
  Tuning tuning;
  tuning.method = adapter;
  tuning.reducer = reducer;
  tuning.rates = std::move(rates);
  return tuning;
}

inline at::Tensor random_images(const VitConfig& config, std::int64_t batch, std::uint64_t seed = 2) {
  return normal({batch, 3, config.image_height, config.image_width}, seed);
}

inline at::Tensor logits_of(const Vit& model, const at::Tensor& images) {
  const at::NoGradGuard no_grad;
  return model.forward(images, Pass{}).logits;
}

inline double largest_difference(const at::Tensor& a, const at::Tensor& b) {
  return (a.detach().to(at::kDouble) - b.detach().to(at::kDouble)).abs().max().item<double>();
}

}  // namespace pyra::testing

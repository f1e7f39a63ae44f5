// The methods of methods/list.h in training.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <memory>

#include "methods/method.h"
#include "model/bottleneck.h"
#include "model/projection.h"

namespace pyra {

/// What a method is built from, for one block.
struct MethodSetting {
  std::int64_t dim = 0;    // C
  std::int64_t width = 0;  // LoRA rank or adapter width
  double dropout = 0;
  at::Generator* random = nullptr;  // for initial weights
  std::int64_t block = 0, depth = 1;
};

/// A method that puts modules of its own into a block: defined in the file of its name. Null: the plain part.
struct TrainedMethod {
  const char* name;  // in methods/list.h
  std::unique_ptr<Projection> (*projection)(Linear qkv, const MethodSetting& setting) = nullptr;
  std::unique_ptr<Bottleneck> (*bottleneck)(const MethodSetting& setting) = nullptr;
};

template <class Module>
std::unique_ptr<Bottleneck> make_bottleneck_of(const MethodSetting& setting) {
  return std::make_unique<Module>(setting);
}

std::unique_ptr<Projection> make_projection(const Method& method, Linear qkv, const MethodSetting& setting);
std::unique_ptr<Bottleneck> make_bottleneck(const Method& method, const MethodSetting& setting);

}  // namespace pyra

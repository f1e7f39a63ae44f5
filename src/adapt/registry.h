// The ways of tuning there are, by name. A new one is a line here and a file beside it.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/bottleneck.h"
#include "model/projection.h"

namespace pyra {

/// What a method is built from, for one block.
struct AdapterSetting {
  std::int64_t dim = 0;    // C
  std::int64_t width = 0;  // LoRA rank or adapter width
  double dropout = 0;
  at::Generator* random = nullptr;  // for initial weights
  std::int64_t block = 0, depth = 1;
};

struct AdapterEntry {
  std::string name;
  std::string doc;            // one line for --help
  bool has_width;             // whether `width` means anything
  bool (*trains)(Role role);  // which roles get gradients
  std::unique_ptr<Projection> (*projection)(Linear qkv, const AdapterSetting&);
  std::unique_ptr<Bottleneck> (*bottleneck)(const AdapterSetting&);
};

const std::vector<AdapterEntry>& adapters();
/// Throws InputError listing the known names.
const AdapterEntry& find_adapter(const std::string& name);

/// The paper's width for an embedding dim: 12 from 1024 (ViT-L), 8 from 768 (ViT-B), 4 below.
std::int64_t default_width(std::int64_t dim);

}  // namespace pyra

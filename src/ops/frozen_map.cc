#include "ops/frozen_map.h"

#include "base/memory/large_memory.h"

namespace pyra {

FrozenMap::FrozenMap(const float* weight, const float* bias, std::int64_t out, std::int64_t in,
                     Element element)
    : forward_((check_element(element), weight), out, in, element),
      backward_(weight, out, in, element, true) {
  if (bias != nullptr) bias_.assign(bias, bias + out);
}

void FrozenMap::forward(const void* x, std::int64_t rows, void* y, Element output) const {
  run(Direction::forward, x, rows, y, output);
}

void FrozenMap::backward(const void* gradient, std::int64_t rows, void* to, Element output) const {
  run(Direction::backward, gradient, rows, to, output);
}

void FrozenMap::run(Direction direction, const void* input, std::int64_t rows, void* to,
                    Element output) const {
  if (rows == 0) return;
  const PackedWeight& weight = direction == Direction::forward ? forward_ : backward_;
  const bool bias = direction == Direction::forward && !bias_.empty();
  const Product* product = nullptr;
  {
    const std::lock_guard lock(mutex_);
    const std::tuple key{direction, rows, output};
    auto found = products_.find(key);
    if (found == products_.end()) {
      Product::Setting setting;
      setting.rows = rows;
      setting.output = output;
      setting.bias = bias;
      found = products_.emplace(key, Product(weight, setting)).first;
    }
    product = &found->second;  // map nodes stay where they are
  }
  const LargeMemory scratch(product->scratch_bytes());
  product->run(weight, input, bias ? bias_.data() : nullptr, to, scratch.data());
}

}  // namespace pyra

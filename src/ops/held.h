// Values of any type in what an autograd function keeps for its backward pass.
#pragma once

#include <ATen/core/ivalue.h>

#include <utility>

namespace pyra {

template <class T>
struct Held final : torch::CustomClassHolder {
  explicit Held(T kept) : value(std::move(kept)) {}
  T value;
};

template <class T>
c10::IValue hold(T value) {
  return c10::IValue::make_capsule(c10::make_intrusive<Held<T>>(std::move(value)));
}

/// What hold<T>() made. Valid while the IValue lives.
template <class T>
const T& held(const c10::IValue& kept) {
  return static_cast<const Held<T>&>(*kept.toCapsule()).value;
}

}  // namespace pyra

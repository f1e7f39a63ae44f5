// Tensors as the parts of a backbone name them, with what each is to those that train.
#pragma once

#include <string>
#include <utility>

#include "architecture/role.h"

namespace pyra {

class TensorList {
 public:
  explicit TensorList(bool (*wanted)(Role)) : wanted_(wanted) {}

  /// What goes before the names that are added from now on: "blocks.3.".
  void below(std::string prefix) { prefix_ = std::move(prefix); }

  void add(const std::string& name, std::vector<std::int64_t> shape, Role role = Role::backbone) {
    if (wanted_(role)) items.emplace_back(prefix_ + name, std::move(shape));
  }
  void add_linear(const std::string& name, std::int64_t out, std::int64_t in, bool bias = true) {
    add(name + ".weight", {out, in});
    if (bias) add(name + ".bias", {out}, Role::bias);
  }
  void add_head(const std::string& name, std::int64_t out, std::int64_t in) {
    add(name + ".weight", {out, in}, Role::head);
    add(name + ".bias", {out}, Role::head);
  }

  TensorShapes items;

 private:
  bool (*wanted_)(Role);
  std::string prefix_;
};

}  // namespace pyra

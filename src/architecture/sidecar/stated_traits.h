// What a config says of the weights that their own shapes and names say too: both must agree.
#pragma once

#include <span>
#include <string_view>

#include "architecture/sidecar/stated_fields.h"
#include "pyra/vit_config.h"

namespace pyra {

/// How a trait is written.
enum class TraitKind {
  whole,   // 12
  ratio,   // 4.0, of dim
  square,  // 16 or [16, 16]
  flag,    // true or false
  truth,   // a flag or a number, whose 0 is false
};

struct Trait {
  std::string_view field;
  TraitKind kind;
  /// The same of a backbone; NaN where its weights do not say.
  double (*of)(const VitConfig&);
};

/// Adds those of `traits` that are stated to `fields.sidecar().stated`.
void read_traits(const StatedFields& fields, std::span<const Trait> traits);

/// Why `config`, which the weights say, is not what `stated` says; empty if it is.
std::string contradiction(const std::vector<Stated>& stated, const VitConfig& config);

}  // namespace pyra

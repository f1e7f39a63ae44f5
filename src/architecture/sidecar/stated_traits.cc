#include "architecture/sidecar/stated_traits.h"

#include <cmath>
#include <sstream>

namespace pyra {
namespace {

using Json = nlohmann::json;

std::optional<double> trait_value(const StatedFields& fields, const Trait& trait) {
  const std::string name(trait.field);
  switch (trait.kind) {
    case TraitKind::whole:
      if (const auto value = fields.whole(name)) return static_cast<double>(*value);
      return std::nullopt;
    case TraitKind::ratio:
      return fields.number(name);
    case TraitKind::square: {
      const auto sides = fields.sides(name);
      if (!sides) return std::nullopt;
      if (sides->first != sides->second) fields.expect(name, "a square: pyra reads models of square patches");
      return static_cast<double>(sides->first);
    }
    case TraitKind::truth:
      if (const Json* value = fields.find(name); value != nullptr && value->is_number())
        return value->get<double>() != 0;
      [[fallthrough]];
    case TraitKind::flag:
      if (const auto value = fields.flag(name)) return *value;
      return std::nullopt;
  }
  return std::nullopt;
}

std::string spell(const Stated& stated, double value) {
  if (stated.is_flag) return value != 0 ? "true" : "false";
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text << value;
  return text.str();
}

}  // namespace

void read_traits(const StatedFields& fields, std::span<const Trait> traits) {
  for (const Trait& trait : traits) {
    const auto value = trait_value(fields, trait);
    if (!value) continue;
    const bool flag = trait.kind == TraitKind::flag || trait.kind == TraitKind::truth;
    fields.sidecar().stated.push_back(
        {fields.file() + " beside the file states " + fields.path(std::string(trait.field)), *value, flag,
         trait.of});
  }
}

std::string contradiction(const std::vector<Stated>& stated, const VitConfig& config) {
  for (const Stated& one : stated) {
    const double ours = one.of(config);
    // A ratio of dim comes from a whole number that was rounded down; for whole numbers this is equality.
    if (std::isnan(ours) || std::abs(one.value - ours) * static_cast<double>(config.dim) < 1) continue;
    return one.path + " = " + spell(one, one.value) + ", the weights say " + spell(one, ours) +
           ": one of the two is of another model; correct the file or take it away";
  }
  return {};
}

}  // namespace pyra

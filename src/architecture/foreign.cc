#include "architecture/foreign.h"

#include <algorithm>
#include <vector>

namespace pyra {
namespace {

constexpr std::string_view kOnlyPlain = "pyra adapts plain Vision Transformers alone";
constexpr std::string_view kMerge =
    "merge it into its model in Python (PEFT's merge_and_unload()), save that and give it as the backbone; "
    "adapters for pyra are made with pyra adapt";
constexpr std::string_view kTimm = "timm holds the same model under the names that pyra reads: save timm's";
constexpr std::string_view kTower = "pictures need its picture tower: give a file that has it";
constexpr std::string_view kMae = "keep the encoder: leave out the tensors named decoder_* and mask_token";

struct Rule {
  ForeignFamily family;
  std::vector<std::string_view> all;   // each is a piece of some tensor's name
  std::vector<std::string_view> none;  // no tensor's name has one of these
};

const std::vector<Rule>& rules() {
  static const std::vector<Rule> table{
#include "architecture/foreign_families.inc"
  };
  return table;
}

bool contains(std::string_view name, std::string_view piece) {
  if (piece.front() == '.') return name.find(piece) != std::string_view::npos;
  for (auto at = name.find(piece); at != std::string_view::npos; at = name.find(piece, at + 1)) {
    if (at == 0 || name[at - 1] == '.') return true;
  }
  return false;
}

bool has(const TensorMap& tensors, std::string_view piece) {
  constexpr int kMost = 20'000;  // more than any model has; a file of a million names is not worth the search
  int seen = 0;
  for (const auto& [name, tensor] : tensors) {
    if (contains(name, piece)) return true;
    if (++seen == kMost) break;
  }
  return false;
}

}  // namespace

const ForeignFamily* find_foreign(const TensorMap& tensors) {
  const auto there = [&](std::string_view piece) { return has(tensors, piece); };
  for (const Rule& rule : rules()) {
    if (std::all_of(rule.all.begin(), rule.all.end(), there) &&
        std::none_of(rule.none.begin(), rule.none.end(), there)) {
      return &rule.family;
    }
  }
  return nullptr;
}

}  // namespace pyra

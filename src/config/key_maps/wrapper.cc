#include "config/key_maps/wrapper.h"

#include <algorithm>
#include <array>

namespace pyra {
namespace {

// In order of preference where a file holds the model several times.
constexpr std::array<std::string_view, 14> kWrappers{
    "model",   "state_dict", "model_state_dict", "module",         "net", "network", "backbone",
    "encoder", "timm_model", "model_ema",        "state_dict_ema", "ema", "student", "teacher"};

/// The worst rank among the words of "a.b.", or empty when one is not a wrapper.
std::optional<std::size_t> rank_of(std::string_view prefix) {
  std::size_t rank = 0;
  while (!prefix.empty()) {
    const std::size_t dot = prefix.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto found = std::find(kWrappers.begin(), kWrappers.end(), prefix.substr(0, dot));
    if (found == kWrappers.end()) return std::nullopt;
    rank = std::max(rank, static_cast<std::size_t>(found - kWrappers.begin()) + 1);
    prefix.remove_prefix(dot + 1);
  }
  return rank;
}

}  // namespace

std::optional<std::string> find_wrapper(const TensorMap& tensors, std::string_view root) {
  std::optional<std::string> best;
  std::size_t best_rank = kWrappers.size() + 1;
  for (const auto& [name, tensor] : tensors) {
    if (!name.ends_with(root)) continue;
    const std::string_view prefix(name.data(), name.size() - root.size());
    const auto rank = rank_of(prefix);
    if (rank && *rank < best_rank) {
      best = std::string(prefix);
      best_rank = *rank;
    }
  }
  return best;
}

TensorMap unwrap(TensorMap tensors, const std::string& prefix, std::vector<std::string>& notes) {
  if (prefix.empty()) return tensors;
  TensorMap result;
  for (auto& [name, tensor] : tensors) {
    if (name.starts_with(prefix)) result.emplace(name.substr(prefix.size()), std::move(tensor));
  }
  if (const std::size_t left_out = tensors.size() - result.size(); left_out > 0) {
    notes.push_back("read the tensors below '" + prefix + "' and left out the " + std::to_string(left_out) +
                    " others of the file (optimizer, averages ...)");
  }
  return result;
}

}  // namespace pyra

#include "architecture/families/wrapper.h"

#include <algorithm>
#include <array>

#include "architecture/families/copy_rules.h"
#include "base/text/words.h"

namespace pyra {
namespace {

// What scripts and libraries commonly wrap a model in.
constexpr std::array<std::string_view, 13> kWrappers{
    "model",   "state_dict", "model_state_dict", "module", "net",    "network", "backbone",
    "encoder", "timm_model", "params",           "opt",    "target", "img"};

/// Whether nothing but usual wrappers stands there.
bool is_usual(std::string_view prefix) {
  for (std::size_t at = 0; at < prefix.size();) {
    const std::size_t end = std::min(prefix.find_first_of("./", at), prefix.size());
    const std::string part = lower_case(std::string(prefix.substr(at, end - at)));
    const bool wraps = std::find(kWrappers.begin(), kWrappers.end(), part) != kWrappers.end();
    if (!wraps && role_of_prefix(part, true).copy == WeightCopy::raw) return false;
    at = end + 1;
  }
  return true;
}

/// Whether the tensor is that model's and not one's that stands deeper.
bool belongs(const std::string& name, const PlacedModel& model, const std::vector<PlacedModel>& all) {
  return name.starts_with(model.prefix) &&
         std::none_of(all.begin(), all.end(), [&](const PlacedModel& other) {
           return other.prefix.size() > model.prefix.size() && other.prefix.starts_with(model.prefix) &&
                  name.starts_with(other.prefix);
         });
}

}  // namespace

std::string copy_name(WeightCopy copy) {
  switch (copy) {
    case WeightCopy::raw:
      return "raw";
    case WeightCopy::ema:
      return "ema";
    case WeightCopy::student:
      return "student";
    case WeightCopy::teacher:
      return "teacher";
  }
  return "unknown";
}

std::vector<PlacedModel> find_models(const TensorMap& tensors, const Landmarks& landmarks) {
  std::vector<PlacedModel> models;
  for (const auto& [name, tensor] : tensors) {
    if (!name.ends_with(landmarks.root)) continue;
    const std::string prefix = name.substr(0, name.size() - landmarks.root.size());
    if (!prefix.empty() && prefix.back() != landmarks.separator) continue;
    const bool known = is_usual(prefix) || std::any_of(landmarks.others.begin(), landmarks.others.end(),
                                                       [&](std::string_view other) {
                                                         return tensors.contains(prefix + std::string(other));
                                                       });
    if (known) models.push_back({prefix, WeightCopy::raw, 0, ""});
  }
  std::stable_sort(models.begin(), models.end(), [](const PlacedModel& a, const PlacedModel& b) {
    const bool usual = is_usual(a.prefix);
    return usual != is_usual(b.prefix) ? usual : a.prefix.size() < b.prefix.size();
  });
  for (PlacedModel& model : models) {
    model.copy = role_of_prefix(model.prefix, models.size() == 1).copy;
    model.tensors =
        static_cast<std::size_t>(std::count_if(tensors.begin(), tensors.end(), [&](const auto& entry) {
          return belongs(entry.first, model, models);
        }));
  }
  return models;
}

TensorMap unwrap(TensorMap tensors, const PlacedModel& chosen, const std::vector<PlacedModel>& all,
                 std::vector<std::string>& notes) {
  if (all.size() > 1) {
    std::vector<std::string> others;
    for (const PlacedModel& model : all) {
      if (model.prefix != chosen.prefix) others.push_back(spell(model));
    }
    notes.push_back("the file holds several copies of the weights: read " + spell(chosen) +
                    (chosen.why.empty() ? "" : " (" + chosen.why + ")") + "; not read: " + joined(others) +
                    "; teacher, student, ema, raw or one of these prefixes chooses another");
  }
  if (chosen.prefix.empty() && all.size() <= 1) return tensors;
  TensorMap result;
  std::size_t copies = 0;  // tensors of the other copies, named above
  for (auto& [name, tensor] : tensors) {
    const auto below = [&, &name = name](const PlacedModel& model) {
      return !model.prefix.empty() && name.starts_with(model.prefix);
    };
    if (belongs(name, chosen, all)) {
      result.emplace(name.substr(chosen.prefix.size()), std::move(tensor));
    } else if (std::any_of(all.begin(), all.end(), below)) {
      ++copies;
    }
  }
  const std::size_t left_out = tensors.size() - result.size() - copies;
  if (!chosen.prefix.empty()) {
    notes.push_back("read the tensors below '" + chosen.prefix + "'" +
                    (left_out > 0 ? " and left out the " + std::to_string(left_out) +
                                        " others of the file (optimizer, heads ...)"
                                  : ""));
  }
  return result;
}

}  // namespace pyra

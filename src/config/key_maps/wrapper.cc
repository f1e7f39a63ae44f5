#include "config/key_maps/wrapper.h"

#include <algorithm>
#include <array>

#include "pyra/error.h"

namespace pyra {
namespace {

// What scripts and libraries commonly wrap a model in.
constexpr std::array<std::string_view, 13> kWrappers{
    "model",   "state_dict", "model_state_dict", "module", "net",    "network", "backbone",
    "encoder", "timm_model", "params",           "opt",    "target", "img"};

struct CopyWord {
  std::string_view word;
  WeightCopy copy;
};

// Parts of a prefix's words, "state_dict_ema" as well as "ema_model".
constexpr std::array kCopyWords{
    CopyWord{"teacher", WeightCopy::teacher}, CopyWord{"momentum", WeightCopy::teacher},
    CopyWord{"student", WeightCopy::student}, CopyWord{"ema", WeightCopy::ema},
    CopyWord{"averaged", WeightCopy::ema},    CopyWord{"average", WeightCopy::ema},
    CopyWord{"swa", WeightCopy::ema},         CopyWord{"shadow", WeightCopy::ema}};

std::vector<std::string> split(std::string_view text, std::string_view separators) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (separators.find(c) == std::string_view::npos) {
      words.back() += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

WeightCopy copy_of(std::string_view prefix) {
  for (const std::string& word : split(prefix, "._-/")) {
    for (const CopyWord& known : kCopyWords) {
      if (word == known.word) return known.copy;
    }
  }
  return WeightCopy::raw;
}

/// Whether nothing but usual wrappers stands there.
bool is_usual(std::string_view prefix) {
  const auto words = split(prefix, "./");
  return std::all_of(words.begin(), words.end(), [](const std::string& word) {
    return copy_of(word) != WeightCopy::raw ||
           std::find(kWrappers.begin(), kWrappers.end(), word) != kWrappers.end();
  });
}

std::string spell(const PlacedModel& model) {
  return copy_name(model.copy) + (model.prefix.empty() ? " at its top" : " below '" + model.prefix + "'");
}

std::string spell(const std::vector<PlacedModel>& models, const PlacedModel* left_out) {
  std::string text;
  for (const PlacedModel& model : models) {
    if (&model != left_out) text += (text.empty() ? "" : ", ") + spell(model);
  }
  return text;
}

const PlacedModel* first_of(const std::vector<PlacedModel>& models, WeightCopy copy) {
  const auto found = std::find_if(models.begin(), models.end(),
                                  [&](const PlacedModel& model) { return model.copy == copy; });
  return found == models.end() ? nullptr : &*found;
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
    if (known) models.push_back({prefix, copy_of(prefix)});
  }
  std::stable_sort(models.begin(), models.end(), [](const PlacedModel& a, const PlacedModel& b) {
    const bool usual = is_usual(a.prefix);
    return usual != is_usual(b.prefix) ? usual : a.prefix.size() < b.prefix.size();
  });
  return models;
}

std::optional<PlacedModel> choose_model(const std::vector<PlacedModel>& models,
                                        std::optional<WeightCopy> wanted) {
  if (models.empty()) return std::nullopt;
  if (wanted) {
    if (const PlacedModel* asked = first_of(models, *wanted)) return *asked;
    throw InputError("--copy " + copy_name(*wanted) + ": the file holds " + spell(models, nullptr));
  }
  if (const PlacedModel* averaged = first_of(models, WeightCopy::ema)) return *averaged;
  const PlacedModel* teacher = first_of(models, WeightCopy::teacher);
  if (teacher != nullptr && first_of(models, WeightCopy::student) != nullptr) return *teacher;
  if (const PlacedModel* raw = first_of(models, WeightCopy::raw)) return *raw;
  return teacher != nullptr ? *teacher : models.front();
}

TensorMap unwrap(TensorMap tensors, const PlacedModel& chosen, const std::vector<PlacedModel>& all,
                 std::vector<std::string>& notes) {
  if (all.size() > 1) {
    std::vector<PlacedModel> others;
    for (const PlacedModel& model : all) {
      if (model.prefix != chosen.prefix) others.push_back(model);
    }
    notes.push_back("the file holds several copies of the weights: read " + spell(chosen) +
                    "; not read: " + spell(others, nullptr) + " (--copy teacher, student, ema or raw)");
  }
  if (chosen.prefix.empty() && all.size() <= 1) return tensors;
  TensorMap result;
  std::size_t copies = 0;  // tensors of the other copies, named above
  for (auto& [name, tensor] : tensors) {
    const auto below = [&, &name = name](const PlacedModel& model) {
      return !model.prefix.empty() && name.starts_with(model.prefix);
    };
    const bool others = std::any_of(all.begin(), all.end(), [&](const PlacedModel& model) {
      return below(model) && model.prefix.size() > chosen.prefix.size() &&
             model.prefix.starts_with(chosen.prefix);
    });
    if (name.starts_with(chosen.prefix) && !others) {
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

// Which of the copies in a file is read: the one asked for, else the one that its method's authors use, else
// none.
#include <algorithm>
#include <cstring>

#include "architecture/families/copy_rules.h"
#include "architecture/families/wrapper.h"
#include "base/text/words.h"
#include "pyra/error.h"

namespace pyra {
namespace {

using Models = std::vector<const PlacedModel*>;

std::string list(const Models& models) {
  constexpr std::size_t kShown = 8;
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < std::min(kShown, models.size()); ++i)
    shown.push_back(spell(*models[i]) + " (" + std::to_string(models[i]->tensors) + " tensors)");
  const bool more = models.size() > kShown;
  return joined(shown) + (more ? " and " + std::to_string(models.size() - kShown) + " more" : "");
}

Models all_of(const std::vector<PlacedModel>& models) {
  Models all;
  for (const PlacedModel& model : models) all.push_back(&model);
  return all;
}

/// Scripts that keep a network as a member of two objects save it twice.
bool same_weights(const TensorMap& tensors, const PlacedModel& a, const PlacedModel& b) {
  if (a.tensors != b.tensors) return false;
  const auto end = [&](const PlacedModel& model) {
    return [&model](const auto& entry) { return !entry.first.starts_with(model.prefix); };
  };
  if (a.prefix.empty() || b.prefix.empty() || a.prefix.starts_with(b.prefix) ||
      b.prefix.starts_with(a.prefix))
    return false;
  const auto first = tensors.lower_bound(a.prefix);
  return std::all_of(first, std::find_if(first, tensors.end(), end(a)), [&](const auto& entry) {
    const auto other = tensors.find(b.prefix + entry.first.substr(a.prefix.size()));
    if (other == tensors.end()) return false;
    const HostTensor &left = entry.second, &right = other->second;
    return left.dtype == right.dtype && left.shape == right.shape && left.bytes() == right.bytes() &&
           std::memcmp(left.data, right.data, left.bytes()) == 0;
  });
}

/// The only one, or any of several that are the same.
const PlacedModel* single(const TensorMap& tensors, const Models& models) {
  if (models.empty()) return nullptr;
  const bool same = std::all_of(models.begin() + 1, models.end(), [&](const PlacedModel* other) {
    return same_weights(tensors, *models.front(), *other);
  });
  return same ? models.front() : nullptr;
}

/// How well a prefix answers to what was typed: 0 not at all, 3 exactly, 2 at its beginning, 1 further on.
int answers(const std::string& prefix, const std::string& typed) {
  const std::string last(1, prefix.empty() ? '.' : prefix.back()), inner = last + prefix;
  if (prefix == typed || prefix == typed + last || (prefix.empty() && typed == ".")) return 3;
  if (prefix.starts_with(typed + last)) return 2;
  return inner.find(last + typed + last) != std::string::npos ? 1 : 0;
}

Models below(const std::vector<PlacedModel>& models, const std::string& typed) {
  Models best;
  int most = 1;
  for (const PlacedModel& model : models) {
    const int here = answers(model.prefix, typed);
    if (here > most) best.clear();
    if (here >= most) best.push_back(&model);
    most = std::max(most, here);
  }
  return best;
}

PlacedModel asked(const TensorMap& tensors, const std::vector<PlacedModel>& models,
                  const std::string& wanted) {
  const auto kind = copy_of_name(lower_case(wanted));
  Models found;
  for (const PlacedModel& model : models) {
    if (kind && model.copy == *kind) found.push_back(&model);
  }
  if (found.empty()) found = below(models, wanted);
  if (const PlacedModel* one = single(tensors, found)) return *one;
  if (found.empty()) {
    std::vector<std::string> known;
    for (const PlacedModel& model : models) {
      known.push_back(copy_name(model.copy));
      known.push_back(copy_spelling(model));
    }
    throw InputError("copy " + wanted + ": the file holds " + list(all_of(models)) +
                         "; one of these kinds or prefixes expected" + did_you_mean(wanted, known),
                     code::kCopyUnknown);
  }
  throw InputError("copy " + wanted + " may mean any of " + list(found) +
                       "; give the prefix of one, such as copy " + copy_spelling(*found.front()),
                   code::kCopyUnclear);
}

}  // namespace

std::string spell(const PlacedModel& model) {
  return copy_name(model.copy) + (model.prefix.empty() ? " at its top" : " below '" + model.prefix + "'");
}

std::string copy_spelling(const PlacedModel& model) {
  return model.prefix.empty() ? "." : model.prefix.substr(0, model.prefix.size() - 1);
}

std::optional<PlacedModel> choose_model(const TensorMap& tensors, const std::vector<PlacedModel>& models,
                                        const std::optional<std::string>& wanted) {
  if (models.empty()) return std::nullopt;
  if (wanted) return asked(tensors, models, *wanted);
  std::vector<CopyRole> roles;
  for (const PlacedModel& model : models) roles.push_back(role_of_prefix(model.prefix, false));
  for (std::size_t i = 0; i < models.size(); ++i) {
    PlacedModel chosen = models[i];
    bool goes_first = true;
    for (std::size_t other = 0; goes_first && other < models.size(); ++other) {
      const char* why = reason_to_keep(roles[i], roles[other]);
      if (why != nullptr) chosen.why = why;
      goes_first = other == i || why != nullptr || same_weights(tensors, chosen, models[other]);
    }
    if (goes_first) return chosen;
  }
  throw InputError("the file holds " + std::to_string(models.size()) +
                       " networks and nothing says which to read: " + list(all_of(models)) +
                       "; choose one by its prefix, such as copy " + copy_spelling(models.front()),
                   code::kCopyUnclear);
}

}  // namespace pyra

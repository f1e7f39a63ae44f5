#include "pictures/sets/match_classes.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>

#include "base/text/words.h"
#include "pictures/sets/folder_labels.h"
#include "pictures/sets/name_key.h"
#include "pyra/error.h"

namespace pyra {
namespace {

constexpr std::int64_t kAmbiguous = -1;

std::string quoted(const std::string& name) { return "'" + readable(name) + "'"; }

std::string first_few(const std::vector<std::string>& names) {
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < names.size() && i < 5; ++i) shown.push_back(readable(names[i]));
  if (names.size() > 5) shown.emplace_back("...");
  return joined(shown) + " (" + std::to_string(names.size()) + ")";
}

/// "'a' is class 0, 'b' is class 1, ..."
std::string numbering(const std::vector<std::string>& names) {
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < names.size() && i < 3; ++i)
    shown.push_back(quoted(names[i]) + " is class " + std::to_string(i));
  if (names.size() > 3) shown.emplace_back("...");
  return joined(shown);
}

std::optional<std::int64_t> number_of(const std::string& name) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), value);
  return error == std::errc() && end == name.data() + name.size() && value >= 0 ? std::optional(value)
                                                                                : std::nullopt;
}

/// Names that repeat their numbers, or none: lists without names give such.
bool says_nothing(const std::vector<std::string>& names) {
  for (std::size_t k = 0; k < names.size(); ++k) {
    if (names[k] != std::to_string(k)) return false;
  }
  return true;
}

std::map<std::string, std::int64_t> index_of(const ClassScheme& scheme) {
  std::map<std::string, std::int64_t> index;
  for (const auto* names : {&scheme.names, &scheme.aliases}) {
    for (std::size_t k = 0; k < names->size(); ++k) {
      const auto label = static_cast<std::int64_t>(k);
      const auto [place, fresh] = index.emplace(name_key((*names)[k]), label);
      if (!fresh && place->second != label) place->second = kAmbiguous;
    }
  }
  return index;
}

class Matching {
 public:
  Matching(Dataset& dataset, const ClassScheme& scheme, const std::string& origin)
      : dataset_(dataset), scheme_(scheme), origin_(origin), index_(index_of(scheme)) {
    for (const Sample& sample : dataset.samples) occurring_.insert(sample.label);
  }

  void match() {
    const bool target_named = !scheme_.names.empty(), counted = says_nothing(scheme_.names);
    if (dataset_.named && target_named && match_names()) return;
    if (dataset_.numbered) {
      if (target_named)
        refuse_contradicting_folders();
      else
        refuse_shifted_folders();
      if (dataset_.named && !counted && !scheme_.numbered && !scheme_.assumed) refuse_strangers();
      if (counted || scheme_.numbered || !match_number_names()) keep_numbers();
    } else if (target_named && !scheme_.assumed) {
      refuse_strangers();
    } else if (!match_folder_numbers()) {
      assume_order();
    }
  }

 private:
  const std::string& name(std::int64_t label) const {
    return dataset_.class_names[static_cast<std::size_t>(label)];
  }

  void renumber(const std::map<std::int64_t, std::int64_t>& to) {
    for (Sample& sample : dataset_.samples) sample.label = to.at(sample.label);
    dataset_.class_names = scheme_.names;
  }

  /// By name; false where no name is known.
  bool match_names() {
    std::map<std::int64_t, std::int64_t> to;
    std::optional<std::int64_t> unknown;
    bool moved = false;
    for (const std::int64_t label : occurring_) {
      const auto found = index_.find(name_key(name(label)));
      if (found == index_.end()) {
        if (!unknown) unknown = label;
        continue;
      }
      if (found->second == kAmbiguous)
        throw InputError(scheme_.owner + " has several classes named " + quoted(name(label)) +
                         ", so names cannot tell them apart");
      to[label] = found->second;
      moved = moved || label != found->second;
    }
    if (to.empty()) return false;
    if (unknown) refuse_stranger(*unknown);
    renumber(to);
    if (auto note = note_on_contradicting_folders(dataset_, scheme_, origin_))
      dataset_.notes.push_back(std::move(*note));
    if (dataset_.numbered && moved) {
      dataset_.notes.push_back(origin_ + " numbers the classes otherwise than " + scheme_.owner +
                               ": they are matched by name, after the folders of its pictures");
    }
    return true;
  }

  /// A list without names, and classes whose names are numbers in another order ("0", "1", "10"): the labels
  /// are names.
  bool match_number_names() {
    if (!std::all_of(scheme_.names.begin(), scheme_.names.end(),
                     [](const std::string& name) { return number_of(name).has_value(); }))
      return false;
    std::map<std::int64_t, std::int64_t> to;
    for (const std::int64_t label : occurring_) {
      const auto found = index_.find(std::to_string(label));
      if (found == index_.end()) {
        throw InputError(origin_ + ": label " + std::to_string(label) + " is none of the names of " +
                         scheme_.owner + "'s classes, which are numbers: " + first_few(scheme_.names));
      }
      to[label] = found->second;
    }
    renumber(to);
    dataset_.notes.push_back("the labels of " + origin_ + " are taken as names, since the classes of " +
                             scheme_.owner + " are named by numbers");
    return true;
  }

  /// Folders 0, 1, ..., or 1, 2, ...: as many as there are classes.
  bool match_folder_numbers() {
    std::vector<std::pair<std::int64_t, std::int64_t>> numbers;  // number, label
    for (std::size_t k = 0; k < dataset_.class_names.size(); ++k) {
      const auto number = number_of(dataset_.class_names[k]);
      if (!number) return false;
      numbers.emplace_back(*number, static_cast<std::int64_t>(k));
    }
    std::sort(numbers.begin(), numbers.end());
    const auto count = static_cast<std::int64_t>(numbers.size());
    const std::int64_t first = numbers.front().first;
    if (count != scheme_.classes || first > 1 || numbers.back().first != first + count - 1) return false;
    for (std::int64_t k = 0; k < count; ++k) {
      if (numbers[static_cast<std::size_t>(k)].first != first + k) return false;
    }
    std::map<std::int64_t, std::int64_t> to;
    std::vector<std::string> names;
    for (const auto& [number, label] : numbers) {
      to[label] = static_cast<std::int64_t>(names.size());
      names.push_back(name(label));
    }
    renumber(to);
    if (dataset_.class_names.empty()) dataset_.class_names = names;
    dataset_.notes.push_back("the class folders are numbers: taken in numeric order, '" + names.front() +
                             "' is class 0, '" + names.back() + "' is class " + std::to_string(count - 1));
    return true;
  }

  void keep_numbers() {
    for (const Sample& sample : dataset_.samples) {
      if (sample.label < scheme_.classes) continue;
      throw InputError(origin_ + ": picture " + sample.path + " has label " + std::to_string(sample.label) +
                       ", but there are only " + std::to_string(scheme_.classes) + " classes in " +
                       scheme_.owner);
    }
    const bool names = !says_nothing(scheme_.names);
    dataset_.notes.push_back("the labels of " + origin_ + " are taken as the class numbers of " +
                             scheme_.owner + (names ? ": " + numbering(scheme_.names) : ""));
    if (names) dataset_.class_names = scheme_.names;
  }

  void assume_order() {
    if (static_cast<std::int64_t>(dataset_.class_names.size()) != scheme_.classes) {
      throw InputError(
          origin_ + " has " + std::to_string(dataset_.class_names.size()) + " classes, " + scheme_.owner +
              " " + std::to_string(scheme_.classes) +
              (scheme_.assumed ? " and none of these names" : " without names") +
              ", so they cannot be matched; give the names of the model's classes, or a list with the class "
              "numbers.\n  data:  " +
              first_few(dataset_.class_names) +
              (scheme_.assumed ? "\n  model: " + first_few(scheme_.names) : ""),
          code::kClassesUnmatched);
    }
    dataset_.notes.push_back("the classes are taken in the order of their names: " +
                             numbering(dataset_.class_names) + "; a file of labels names them");
  }

  [[noreturn]] void refuse_stranger(std::int64_t label) const {
    throw InputError("the data's class " + quoted(name(label)) + " is none of " + scheme_.owner +
                     "'s.\n  data:  " + first_few(dataset_.class_names) + "\n  " + scheme_.owner + ": " +
                     first_few(scheme_.names) +
                     (scheme_.owner == "the model"
                          ? "\nThis head belongs to another task; adapt the backbone to this data first"
                          : "\nEvery class needs training pictures"));
  }
  [[noreturn]] void refuse_strangers() const { refuse_stranger(*occurring_.begin()); }

  /// The list's numbers against folders that are named as classes are.
  void refuse_contradicting_folders() const {
    if (dataset_.named) return;
    std::map<std::string, std::int64_t> label_of;
    std::map<std::int64_t, std::string> folder_of;
    std::string contradiction;
    for (const Sample& sample : dataset_.samples) {
      const std::string folder = folder_key(sample.path);
      if (!index_.contains(folder)) return;  // folders that say nothing
      const auto label = label_of.emplace(folder, sample.label).first->second;
      const std::string& other = folder_of.emplace(sample.label, folder).first->second;
      if (!contradiction.empty()) continue;
      if (label != sample.label)
        contradiction = "pictures in " + quoted(folder) + " have labels " + std::to_string(label) + " and " +
                        std::to_string(sample.label);
      else if (other != folder)
        contradiction = "label " + std::to_string(label) + " is given to pictures in " + quoted(other) +
                        " and in " + quoted(folder);
    }
    throw InputError(origin_ + " contradicts the folders of its pictures, which are named as classes of " +
                     scheme_.owner + ": " + contradiction);
  }

  /// Folders named by numbers have to be the labels, or one more throughout.
  void refuse_shifted_folders() const {
    std::optional<std::int64_t> shift;
    if (!dataset_.named) return;
    for (const std::int64_t label : occurring_) {
      const auto number = number_of(name(label));
      if (!number) return;
      if (!shift) shift = *number - label;
      if (*shift == *number - label && (*shift == 0 || *shift == 1)) continue;
      throw InputError(origin_ + " contradicts the folders of its pictures: those in folder " +
                       quoted(name(label)) + " have label " + std::to_string(label) +
                       ", and the classes of " + scheme_.owner +
                       " have no names to decide by; make them agree");
    }
  }

  Dataset& dataset_;
  const ClassScheme& scheme_;
  const std::string& origin_;
  const std::map<std::string, std::int64_t> index_;
  std::set<std::int64_t> occurring_;
};

}  // namespace

ClassScheme scheme_of(const Dataset& training) {
  return {"the training pictures",
          training.named ? training.class_names : std::vector<std::string>{},
          static_cast<std::int64_t>(training.class_names.size()),
          training.numbered,
          false,
          {}};
}

void match_classes(Dataset& dataset, const ClassScheme& scheme, const std::string& origin) {
  Matching(dataset, scheme, origin).match();
}

}  // namespace pyra

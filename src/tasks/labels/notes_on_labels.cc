#include "tasks/labels/notes_on_labels.h"

#include <algorithm>
#include <map>

#include "base/text/words.h"
#include "pictures/sets/name_key.h"

namespace pyra {
namespace {

/// "labels: sea (12 pictures), sand (3) ..."
std::string counted(const std::vector<std::string>& names, const std::vector<std::size_t>& bearing) {
  constexpr std::size_t kShown = 20;
  std::string text = "labels: ";
  for (std::size_t k = 0; k < std::min(names.size(), kShown); ++k)
    text += (k == 0 ? "" : ", ") + readable(names[k]) + " (" + std::to_string(bearing[k]) + ")";
  return text + (names.size() > kShown ? " and " + std::to_string(names.size() - kShown) + " more" : "") +
         ", with the pictures that bear each";
}

/// Names that were hardly meant: those that hold what other lists separate labels with, or differ in case
/// alone.
std::vector<std::string> notes_on_names(const std::vector<std::string>& names) {
  std::vector<std::string> joined_up, twins, notes;
  std::map<std::string, std::string> seen;
  for (const std::string& name : names) {
    if (name.find_first_of(",|/[]{}\n") != std::string::npos) joined_up.push_back(name);
    const auto [place, fresh] = seen.try_emplace(lower_case(name), name);
    if (!fresh) twins.push_back(name + " and " + place->second);
  }
  if (!joined_up.empty())
    notes.push_back("labels are separated by ; alone, so each of these is one: " + quote_few(joined_up));
  if (!twins.empty()) notes.push_back("labels that differ in case alone are two: " + quote_few(twins));
  return notes;
}

}  // namespace

std::vector<std::string> notes_on_labels(const Dataset& training) {
  std::vector<std::size_t> bearing(training.class_names.size(), 0);
  std::size_t bare = 0;
  for (const Sample& sample : training.samples) {
    const std::span<const float> target = training.target(sample).values;
    std::size_t borne = 0;
    for (std::size_t k = 0; k < target.size(); ++k) {
      bearing[k] += target[k] > 0 ? 1 : 0;
      borne += target[k] > 0 ? 1 : 0;
    }
    bare += borne == 0 ? 1 : 0;
  }
  std::vector<std::string> none, all, notes{counted(training.class_names, bearing)};
  for (std::string& note : notes_on_names(training.class_names)) notes.push_back(std::move(note));
  for (std::size_t k = 0; k < bearing.size(); ++k) {
    if (bearing[k] == 0) none.push_back(training.class_names[k]);
    if (bearing[k] == training.samples.size()) all.push_back(training.class_names[k]);
  }
  const std::string of = " of the " + std::to_string(training.samples.size()) + " training pictures";
  if (bare > 0) notes.push_back(std::to_string(bare) + of + " bear no label");
  if (!none.empty()) notes.push_back("no training picture bears " + quote_few(none));
  if (!all.empty())
    notes.push_back("every training picture bears " + quote_few(all) + ": nothing to learn there");
  return notes;
}

}  // namespace pyra

#include "pictures/sets/left_out.h"

#include <algorithm>
#include <vector>

#include "base/text/words.h"
#include "pictures/sets/name_key.h"
#include "pyra/dataset.h"

namespace pyra {

std::string describe_left_out(const std::map<std::string, std::int64_t>& left_out) {
  constexpr std::size_t kShown = 8;
  std::vector<std::pair<std::int64_t, std::string>> counts;
  for (const auto& [ending, count] : left_out) counts.emplace_back(-count, ending);
  std::sort(counts.begin(), counts.end());  // the most frequent first
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < std::min(kShown, counts.size()); ++i) {
    const auto& [count, ending] = counts[i];
    shown.push_back(std::to_string(-count) + " " + (ending.empty() ? "without an ending" : readable(ending)));
  }
  if (counts.size() > kShown) shown.push_back(std::to_string(counts.size() - kShown) + " other endings");
  return joined(shown);
}

std::optional<std::string> note_on_left_out(const std::map<std::string, std::int64_t>& left_out) {
  if (left_out.empty()) return std::nullopt;
  return "not read because of their ending: " + describe_left_out(left_out) + " (read are " +
         picture_endings() + ")";
}

}  // namespace pyra

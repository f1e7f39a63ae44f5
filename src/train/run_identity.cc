#include "train/run_identity.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <sstream>
#include <vector>

#include "pyra/error.h"

namespace pyra {
namespace {

using Lines = std::vector<std::string>;

Lines lines_of(const std::string& text) {
  std::istringstream stream(text);
  Lines lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

Lines without(const Lines& ours, const Lines& theirs) {
  Lines rest;
  std::copy_if(ours.begin(), ours.end(), std::back_inserter(rest), [&](const std::string& line) {
    return std::find(theirs.begin(), theirs.end(), line) == theirs.end();
  });
  return rest;
}

/// Of a line "epochs = N" (or "epochs N"), where it is the only one.
std::optional<std::int64_t> epochs_alone(const Lines& lines) {
  if (lines.size() != 1 || !lines.front().starts_with("epochs ")) return {};
  const std::string number = lines.front().substr(lines.front().rfind(' ') + 1);
  std::int64_t epochs = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), epochs);
  return error == std::errc() && end == number.data() + number.size() ? std::optional(epochs) : std::nullopt;
}

std::string shown(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text.empty() ? "(nothing of the kind)\n" : text;
}

}  // namespace

std::optional<std::int64_t> check_identity(const std::filesystem::path& file, const std::string& found,
                                           const std::string& wanted) {
  const Lines theirs = lines_of(found), ours = lines_of(wanted);
  const Lines only_theirs = without(theirs, ours), only_ours = without(ours, theirs);
  if (only_theirs.empty() && only_ours.empty()) return {};
  const auto before = epochs_alone(only_theirs), now = epochs_alone(only_ours);
  if (before && now && *before < *now) return before;
  throw InputError(file.string() + " belongs to another run. What differs:\n--- the checkpoint's run:\n" +
                       shown(only_theirs) + "--- this run:\n" + shown(only_ours) +
                       "Resume with the same settings (epochs alone may grow), or choose another folder",
                   code::kRunOther);
}

}  // namespace pyra

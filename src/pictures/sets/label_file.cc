#include "pictures/sets/label_file.h"

#include "pictures/sets/class_folders.h"
#include "pictures/sets/list_rows.h"
#include "pyra/error.h"

namespace pyra {

std::vector<std::string> read_label_file(const std::filesystem::path& file, std::int64_t classes) {
  std::vector<std::string> names;
  visit_lines(file, "file of labels", [&](std::int64_t, std::string_view line) { names.emplace_back(line); });
  while (!names.empty() && trimmed(names.back()).empty()) names.pop_back();
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto line = static_cast<std::int64_t>(i) + 1;
    names[i] = std::string(trimmed(names[i]));
    if (names[i].empty())
      refuse_line(file, line, "an empty line, expected the name of class " + std::to_string(i));
    check_class_name(names[i], file.string() + ":" + std::to_string(line));
  }
  if (static_cast<std::int64_t>(names.size()) != classes) {
    throw InputError(file.string() + ": names " + std::to_string(names.size()) +
                     " classes, one a line, but the head has " + std::to_string(classes));
  }
  return names;
}

}  // namespace pyra

#include <algorithm>
#include <array>
#include <string_view>

#include "data/picture_files.h"
#include "io/words.h"
#include "pyra/dataset.h"
#include "pyra/error.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;

struct Spelling {
  std::string_view name;
  std::optional<fs::path> DataParts::*part;
};
constexpr std::array<Spelling, 7> kSpellings{{{"train", &DataParts::train},
                                              {"training", &DataParts::train},
                                              {"val", &DataParts::val},
                                              {"valid", &DataParts::val},
                                              {"validation", &DataParts::val},
                                              {"test", &DataParts::test},
                                              {"testing", &DataParts::test}}};

const Spelling* find_spelling(const std::string& typed) {
  const std::string name = lower_case(typed);
  const auto found =
      std::find_if(kSpellings.begin(), kSpellings.end(), [&](const Spelling& s) { return s.name == name; });
  return found == kSpellings.end() ? nullptr : &*found;
}

}  // namespace

DataParts find_parts(const fs::path& folder) {
  if (!fs::is_directory(folder)) throw InputError(folder.string() + ": no such folder");
  DataParts parts;
  bool holds_classes = false, has_others = false;
  for (const std::string& name : list_folders(folder)) {
    const Spelling* spelling = find_spelling(name);
    if (spelling == nullptr) {
      has_others = true;
      continue;
    }
    std::optional<fs::path>& part = parts.*spelling->part;
    if (part) {
      throw InputError(folder.string() + ": " + part->filename().string() + "/ and " + name +
                       "/ are two names of one part; rename or remove one of them");
    }
    part = folder / name;
    holds_classes = holds_classes || !list_folders(*part).empty();
  }
  // Among bus/, car/ and train/, each holding pictures alone, the last is a class like the others.
  return has_others && !holds_classes ? DataParts{} : parts;
}

}  // namespace pyra

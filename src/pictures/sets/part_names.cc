#include "pictures/sets/part_names.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "base/text/words.h"

namespace pyra {
namespace {

struct Spelling {
  std::string_view name, part;
  bool read = false;  // as that part; the others are only named to the user
};
constexpr std::array<Spelling, 17> kSpellings{{{"train", "train", true},
                                               {"training", "train", true},
                                               {"val", "val", true},
                                               {"valid", "val", true},
                                               {"validation", "val", true},
                                               {"test", "test", true},
                                               {"testing", "test", true},
                                               {"tr", "train"},
                                               {"trn", "train"},
                                               {"dev", "val"},
                                               {"devel", "val"},
                                               {"eval", "val"},
                                               {"evaluation", "val"},
                                               {"te", "test"},
                                               {"tst", "test"},
                                               {"holdout", "test"},
                                               {"heldout", "test"}}};

/// Words that a part's name may have beside it.
constexpr std::array<std::string_view, 18> kSilent{"set", "sets",  "data",    "dataset",  "image",  "images",
                                                   "img", "imgs",  "picture", "pictures", "pic",    "pics",
                                                   "seg", "split", "part",    "fold",     "folder", "s"};

bool is_silent(std::string_view word) {
  return std::find(kSilent.begin(), kSilent.end(), word) != kSilent.end();
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

/// Runs of letters in lower case, cut where a capital follows a small letter too. Bytes beyond ASCII are
/// letters of some word that no part has.
std::vector<std::string> words_of(const std::string& name) {
  std::vector<std::string> words;
  char before = ' ';
  for (const char c : name) {
    const bool letter = is_letter(c) || static_cast<unsigned char>(c) >= 0x80;
    const bool goes_on = (is_letter(before) || static_cast<unsigned char>(before) >= 0x80) &&
                         !(is_upper(c) && !is_upper(before));
    if (letter && !goes_on) words.emplace_back();
    if (letter) words.back() += c;
    before = c;
  }
  for (std::string& word : words) word = lower_case(word);
  return words;
}

/// trainset, testdata, valimages: a part's word with a silent one behind it.
std::string_view part_of_word(std::string_view word) {
  for (const Spelling& spelling : kSpellings) {
    if (!word.starts_with(spelling.name)) continue;
    const std::string_view rest = word.substr(spelling.name.size());
    if (rest.empty() || (spelling.name.size() > 2 && is_silent(rest))) return spelling.part;
  }
  return {};
}

}  // namespace

std::string part_of(const std::string& name) {
  const std::string lower = lower_case(name);
  const auto found = std::find_if(kSpellings.begin(), kSpellings.end(),
                                  [&](const Spelling& s) { return s.read && s.name == lower; });
  return found == kSpellings.end() ? "" : std::string(found->part);
}

std::string likely_part(const std::string& name) {
  const std::vector<std::string> words = words_of(name);
  std::string together, part;
  for (const std::string& word : words) together += word;
  if (const std::string_view whole = part_of_word(together); !whole.empty()) return std::string(whole);
  for (const std::string& word : words) {
    const std::string_view named = part_of_word(word);
    if (named.empty() ? !is_silent(word) : !part.empty()) return "";
    if (!named.empty()) part = named;
  }
  return part;
}

}  // namespace pyra

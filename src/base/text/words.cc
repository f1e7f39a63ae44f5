#include "base/text/words.h"

#include <algorithm>

#include "pyra/error.h"

namespace pyra {
namespace {

std::string plain(std::string text) {
  text = lower_case(std::move(text));
  std::replace(text.begin(), text.end(), '_', '-');
  text.erase(0, std::min(text.find_first_not_of('-'), text.size()));
  return text;
}

}  // namespace

std::string lower_case(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) text.append(i == 0 ? "" : between).append(words[i]);
  return text;
}

std::string listed(const std::vector<std::string>& words, std::string_view last) {
  if (words.size() < 2) return joined(words);
  return joined({words.begin(), words.end() - 1}) + " " + std::string(last) + " " + words.back();
}

std::size_t edits_between(std::string_view a, std::string_view b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> edits((a.size() + 1) * width);
  const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& { return edits[i * width + j]; };
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        at(i, j) = i + j;
        continue;
      }
      at(i, j) =
          std::min({at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) at(i, j) = std::min(at(i, j), at(i - 2, j - 2) + 1);
    }
  }
  return edits.back();
}

std::string nearest_word(const std::string& typed, const std::vector<std::string>& known) {
  const std::string word = plain(typed);
  if (word.empty()) return "";
  std::string best;
  std::size_t fewest = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string& candidate : known) {
    const std::string other = plain(candidate);
    const bool begins =
        word.size() >= 3 && other.size() >= 3 && (other.starts_with(word) || word.starts_with(other));
    const std::size_t edits =
        begins ? std::min<std::size_t>(1, edits_between(word, other)) : edits_between(word, other);
    if (edits < fewest && edits < std::max(word.size(), other.size())) {
      fewest = edits;
      best = candidate;
    }
  }
  return best;
}

std::string did_you_mean(const std::string& typed, const std::vector<std::string>& known) {
  const std::string near = nearest_word(typed, known);
  return near.empty() ? "" : "; did you mean " + near + "?";
}

std::string unknown_word(std::string_view kind, const std::string& typed,
                         const std::vector<std::string>& known) {
  return "unknown " + std::string(kind) + " '" + typed + "'; known ones are " + joined(known) +
         did_you_mean(typed, known);
}

void refuse_unknown(std::string_view kind, const std::string& typed, const std::vector<std::string>& known) {
  throw InputError(unknown_word(kind, typed, known));
}

}  // namespace pyra

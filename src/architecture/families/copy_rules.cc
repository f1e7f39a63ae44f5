#include "architecture/families/copy_rules.h"

#include <algorithm>
#include <array>

namespace pyra {
namespace {

struct CopyWord {
  std::string_view word;
  WeightCopy copy;
  bool beside_another = false;  // says something only where another copy stands in the file
};

// Asked in this order: "momentum_encoder" is the momentum's, "ema_teacher" an average.
constexpr std::array kCopyWords{CopyWord{"ema", WeightCopy::ema},
                                CopyWord{"averaged", WeightCopy::ema},
                                CopyWord{"average", WeightCopy::ema},
                                CopyWord{"avg", WeightCopy::ema},
                                CopyWord{"swa", WeightCopy::ema},
                                CopyWord{"shadow", WeightCopy::ema},
                                CopyWord{"polyak", WeightCopy::ema},
                                CopyWord{"slow", WeightCopy::ema, true},
                                CopyWord{"teacher", WeightCopy::teacher},
                                CopyWord{"student", WeightCopy::student},
                                CopyWord{"momentum", WeightCopy::teacher},
                                CopyWord{"online", WeightCopy::student, true},
                                CopyWord{"target", WeightCopy::teacher, true},
                                CopyWord{"context", WeightCopy::student, true},
                                CopyWord{"q", WeightCopy::raw, true},
                                CopyWord{"query", WeightCopy::raw, true},
                                CopyWord{"k", WeightCopy::teacher, true},
                                CopyWord{"key", WeightCopy::teacher, true},
                                CopyWord{"base", WeightCopy::raw, true},
                                CopyWord{"encoder", WeightCopy::raw, true}};

struct Preference {
  std::string_view kept, left;  // words of kCopyWords; "" is a plain prefix
  const char* why;
};

constexpr const char* kTeacher = "of self-distillation the teacher is what its authors use";
constexpr const char* kJepa = "I-JEPA's authors use the target encoder";
constexpr const char* kByol = "BYOL's authors keep the online network";
constexpr const char* kMoco = "MoCo's authors keep the encoder of queries, which the other one follows";
constexpr std::array kPreferences{
    Preference{"teacher", "student", kTeacher}, Preference{"target", "encoder", kJepa},
    Preference{"target", "context", kJepa},     Preference{"online", "target", kByol},
    Preference{"online", "momentum", kByol},    Preference{"q", "k", kMoco},
    Preference{"query", "key", kMoco},          Preference{"base", "momentum", kMoco},
    Preference{"encoder", "momentum", kMoco},   Preference{"", "momentum", kMoco},
    Preference{"q", "momentum", kMoco},         Preference{"query", "momentum", kMoco}};

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

/// Whether a word of camelCase begins at `at`: "netEMA", "emaModel", "EMAModel".
bool begins_word(std::string_view text, std::size_t at) {
  if (at == 0 || !is_upper(text[at])) return false;
  const bool ends_capitals =
      is_upper(text[at - 1]) && at + 1 < text.size() && text[at + 1] >= 'a' && text[at + 1] <= 'z';
  return !is_upper(text[at - 1]) || ends_capitals;
}

}  // namespace

std::vector<std::string> words_of_prefix(std::string_view prefix) {
  std::vector<std::string> words(1);
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    const char c = prefix[i];
    const bool separator = std::string_view("._-/").find(c) != std::string_view::npos;
    if ((separator || begins_word(prefix, i)) && !words.back().empty()) words.emplace_back();
    if (!separator) words.back() += static_cast<char>(is_upper(c) ? c - 'A' + 'a' : c);
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

CopyRole role_of_prefix(std::string_view prefix, bool alone) {
  const std::vector<std::string> words = words_of_prefix(prefix);
  for (const CopyWord& known : kCopyWords) {
    if (known.beside_another && alone) continue;
    if (std::find(words.begin(), words.end(), known.word) != words.end()) return {known.word, known.copy};
  }
  return {};
}

const char* reason_to_keep(const CopyRole& kept, const CopyRole& left) {
  if (kept.copy == WeightCopy::ema && left.copy != WeightCopy::ema)
    return "averaged weights go before what they average";
  const auto found =
      std::find_if(kPreferences.begin(), kPreferences.end(), [&](const Preference& preference) {
        return preference.kept == kept.word && preference.left == left.word;
      });
  return found == kPreferences.end() ? nullptr : found->why;
}

std::optional<WeightCopy> copy_of_name(std::string_view name) {
  for (const WeightCopy copy : {WeightCopy::raw, WeightCopy::ema, WeightCopy::student, WeightCopy::teacher}) {
    if (copy_name(copy) == name) return copy;
  }
  return std::nullopt;
}

}  // namespace pyra

#include "cli/accepted.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <sstream>

#include "base/text/words.h"

namespace pyra {
namespace {

template <class T>
bool read_number(const std::string& text, T& value) {
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  return status == std::errc() && end == text.data() + text.size();
}

std::string spelled(double value) {
  std::ostringstream text;
  text << value;
  return text.str();
}

std::string refusal(const std::string& given, const std::string& expected) {
  return "'" + given + "' given, " + expected + " expected";
}

}  // namespace

Accepted whole_in(std::int64_t least, std::int64_t most) {
  return {[=](std::string& text) {
    std::int64_t value = 0;
    if (read_number(text, value) && value >= least && value <= most) return std::string();
    const bool open = most == INT64_MAX;
    return refusal(
        text, "a whole number " + (open ? "of " + std::to_string(least) + " or more"
                                        : "from " + std::to_string(least) + " to " + std::to_string(most)));
  }};
}

Accepted number_in(double least, double most) {
  return {[=](std::string& text) {
    double value = 0;
    if (read_number(text, value) && value >= least && value <= most) return std::string();
    return refusal(text, "a number from " + spelled(least) + " to " + spelled(most));
  }};
}

Accepted number_above_zero() {
  return {[](std::string& text) {
    double value = 0;
    return read_number(text, value) && std::isfinite(value) && value > 0 ? std::string()
                                                                         : refusal(text, "a number above 0");
  }};
}

Accepted one_of(std::vector<std::string> words) {
  const std::string shown = "{" + joined(words, ",") + "}";
  return {[words = std::move(words)](std::string& text) {
            const auto found = std::find(words.begin(), words.end(), lower_case(text));
            if (found == words.end()) return refusal(text, listed(words)) + did_you_mean(text, words);
            text = *found;
            return std::string();
          },
          shown};
}

Accepted in_any_case() {
  return {[](std::string& text) {
    text = lower_case(text);
    return std::string();
  }};
}

Accepted schedule_in_any_case() {
  return {[](std::string& text) {
    const std::string lower = lower_case(text);
    if (!lower.ends_with(".json")) text = lower;
    return std::string();
  }};
}

}  // namespace pyra

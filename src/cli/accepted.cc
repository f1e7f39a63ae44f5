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

CLI::Validator checker(std::function<std::string(std::string&)> check) {
  CLI::Validator validator("");
  validator.operation(std::move(check));
  return validator;
}

}  // namespace

CLI::Validator whole_in(std::int64_t least, std::int64_t most) {
  return checker([=](std::string& text) {
    std::int64_t value = 0;
    if (read_number(text, value) && value >= least && value <= most) return std::string();
    const bool open = most == INT64_MAX;
    return refusal(
        text, "a whole number " + (open ? "of " + std::to_string(least) + " or more"
                                        : "from " + std::to_string(least) + " to " + std::to_string(most)));
  });
}

CLI::Validator number_in(double least, double most) {
  return checker([=](std::string& text) {
    double value = 0;
    if (read_number(text, value) && value >= least && value <= most) return std::string();
    return refusal(text, "a number from " + spelled(least) + " to " + spelled(most));
  });
}

CLI::Validator number_above_zero() {
  return checker([](std::string& text) {
    double value = 0;
    return read_number(text, value) && std::isfinite(value) && value > 0 ? std::string()
                                                                         : refusal(text, "a number above 0");
  });
}

CLI::Validator one_of(std::vector<std::string> words) {
  const std::string shown = joined(words, ",");
  CLI::Validator validator = checker([words = std::move(words)](std::string& text) {
    const auto found = std::find(words.begin(), words.end(), lower_case(text));
    if (found == words.end()) return refusal(text, listed(words)) + did_you_mean(text, words);
    text = *found;
    return std::string();
  });
  return validator.description("{" + shown + "}");
}

CLI::Validator in_any_case() {
  return checker([](std::string& text) {
    text = lower_case(text);
    return std::string();
  });
}

CLI::Validator schedule_in_any_case() {
  return checker([](std::string& text) {
    const std::string lower = lower_case(text);
    if (!lower.ends_with(".json")) text = lower;
    return std::string();
  });
}

CLI::Option* may_stand_alone(CLI::Option* option) {
  return option->expected(0, 1)->default_str("true");  // which is what the parser takes where nothing follows
}

}  // namespace pyra

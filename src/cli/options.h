// The options of a verb, as verbs see them. The parser behind is CLI11; its templates would cost every file
// that includes them some seconds of compiling.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace pyra {

/// What a value has to be; see accepted.h.
struct Accepted {
  /// Empty where `text` is fine, else what is wrong with it. May spell it anew, which transform() keeps.
  std::function<std::string(std::string& text)> check;
  std::string shown = {};  // in place of TEXT or INT: "{a,b}"
};

/// One option; to copy it is cheap. Every setter returns the option again.
class Option {
 public:
  explicit Option(CLI::Option& option) : option_(&option) {}

  Option type_name(const std::string& name) const;
  Option group(const std::string& name) const;  // in help; "": hidden there
  Option required() const;
  Option check(const Accepted& accepted) const;
  Option transform(const Accepted& accepted) const;
  Option capture_default_str() const;
  Option needs(Option other) const;
  Option excludes(Option other) const;
  /// One value each time it is given; without this a list takes all that follow.
  Option one_value_each() const;
  /// Its value is true or false and may be left out, which means true.
  Option may_stand_alone() const;

  /// Without dashes.
  std::string name() const;
  /// After parsing: as given, one for each value.
  const std::vector<std::string>& results() const;

 private:
  CLI::Option* option_;
};

class Options {
 public:
  explicit Options(CLI::App& verb) : verb_(&verb) {}

  /// `name` starts with dashes, or is a positional's. T: std::string, int, std::int64_t, std::uint64_t,
  /// float, double, and vectors of them; `value` must outlive the parser.
  template <class T>
  Option add(const std::string& name, T& value, const std::string& doc);
  Option flag(const std::string& name, bool& value, const std::string& doc);
  /// `set` is called while the command line is read.
  Option on_number(const std::string& name, std::function<void(std::int64_t)> set, const std::string& doc);
  Option on_flag(const std::string& name, std::function<void()> set, const std::string& doc);

  /// Those that start with dashes, without --help.
  std::vector<Option> named() const;
  /// The program whose verb this is.
  const CLI::App& program() const;

 private:
  CLI::App* verb_;
};

}  // namespace pyra

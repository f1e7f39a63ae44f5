// ${NAME} in the paths of a compare file: committed files then hold no path of a machine.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace pyra {

/// A path as the file spells it, for commands and records, and where it is.
struct NamedPath {
  std::string spelled;
  std::filesystem::path path;
  std::string remote = {};  // where it is fetched by a name: that name, for records
};

class Variables {
 public:
  /// `given` ("--set NAME=VALUE") goes before the environment. `needed`: whether a name without a value is an
  /// error; a report of finished cells needs none of their paths.
  Variables(std::map<std::string, std::string> given, bool needed)
      : given_(std::move(given)), needed_(needed) {}

  /// `spelled` with its variables replaced, relative to `folder`; names of checkpoints to be fetched (hf:...)
  /// as they are. Throws InputError naming `place`, the
  /// variable and how to give it.
  NamedPath resolve(const std::string& spelled, const std::filesystem::path& folder,
                    const std::string& place) const;

 private:
  std::string value_of(const std::string& name, const std::string& place) const;

  std::map<std::string, std::string> given_;
  bool needed_;
};

/// "DATA=/somewhere" -> {"DATA", "/somewhere"}. Throws InputError for anything else.
std::pair<std::string, std::string> parse_assignment(const std::string& text);

}  // namespace pyra

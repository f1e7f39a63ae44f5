// The pictures that a user names: files, folders, lists, and `-` for names on standard input.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "cli/name_stream.h"

namespace pyra {

class PictureNames {
 public:
  /// Folders are listed and lists are read here. Throws InputError for a folder without pictures, for a list
  /// that cannot be read and for `-` given twice; files are taken as they are, missing ones too.
  explicit PictureNames(const std::vector<std::string>& arguments);

  /// At most `most` more names; empty at the end, and when `stop` says so. Of standard input those that are
  /// there, after waiting for the first.
  std::vector<std::filesystem::path> next(std::size_t most, const std::function<bool()>& stop);

  /// How many there are beside those on standard input.
  std::size_t known() const { return before_.size() + after_.size(); }
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  void add(const std::string& argument);
  /// A name on standard input, without its end; false where there is none, or, unless `wait`, none yet.
  bool take_name(std::string& name, bool wait, const std::function<bool()>& stop);

  std::vector<std::string> before_, after_;  // of `-`
  bool reads_input_ = false;
  std::size_t given_ = 0;
  bool input_ended_ = false;
  NameStream stream_;
  std::vector<std::string> notes_;
};

}  // namespace pyra

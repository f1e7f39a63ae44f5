#include "cli/picture_names.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "cli/class_labels.h"
#include "pictures/sets/picture_lists.h"
#include "pyra/error.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;

constexpr int kStandardInput = 0;
constexpr int kPatience = 200;  // milliseconds, between two looks at Ctrl-C

}  // namespace

PictureNames::PictureNames(const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments) add(argument);
}

void PictureNames::add(const std::string& argument) {
  std::vector<std::string>& names = reads_input_ ? after_ : before_;
  if (argument == "-") {
    if (reads_input_) throw InputError("- (names on standard input) is given twice");
    reads_input_ = true;
  } else if (std::error_code ignored; fs::is_directory(argument, ignored)) {
    Dataset found = read_all_pictures(argument);
    for (const std::string& note : notes_of(found)) notes_.push_back(argument + ": " + note);
    for (Sample& sample : found.samples) names.push_back(std::move(sample.path));
  } else if (is_picture_list(argument)) {
    for (std::string& path : read_picture_list(argument)) names.push_back(std::move(path));
  } else {
    names.emplace_back(argument);
  }
}

std::vector<fs::path> PictureNames::next(std::size_t most, const std::function<bool()>& stop) {
  std::vector<fs::path> names;
  for (; given_ < before_.size() && names.size() < most; ++given_) names.push_back(before_[given_]);
  if (reads_input_ && names.empty()) {
    for (std::string name; names.size() < most && take_name(name, names.empty(), stop);) {
      if (!name.empty()) names.emplace_back(name);
    }
  }
  if (!names.empty()) return names;
  for (; given_ < known() && names.size() < most; ++given_) names.push_back(after_[given_ - before_.size()]);
  return names;
}

bool PictureNames::take_name(std::string& name, bool wait, const std::function<bool()>& stop) {
  while (true) {
    if (auto found = stream_.take(input_ended_)) {
      name = std::move(*found);
      return true;
    }
    if (input_ended_) return false;
    pollfd ready{kStandardInput, POLLIN, 0};
    if (const int count = ::poll(&ready, 1, wait ? kPatience : 0); count != 1) {
      if (!wait || stop()) return false;
      continue;
    }
    std::array<char, 65536> bytes;
    const ssize_t count = ::read(kStandardInput, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    input_ended_ = count <= 0;
    if (count > 0) stream_.add({bytes.data(), static_cast<std::size_t>(count)});
  }
}

}  // namespace pyra

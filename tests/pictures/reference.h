// Cases that pillow_reference.py writes, and temporary folders.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "pyra/image.h"

namespace pyra::testing {

namespace fs = std::filesystem;

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "pyra-data-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot create a temporary folder");
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const fs::path& path() const { return path_; }
  fs::path operator/(const fs::path& name) const { return path_ / name; }

 private:
  fs::path path_;
};

inline const fs::path kShared = fs::path(PYRA_SOURCE_DIR) / "../shared";

inline std::vector<std::uint8_t> read_bytes(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline void write_bytes(const fs::path& path, const void* bytes, std::size_t count) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary)
      .write(static_cast<const char*>(bytes), static_cast<std::streamsize>(count));
}

inline void write_text(const fs::path& path, const std::string& text) {
  write_bytes(path, text.data(), text.size());
}

inline Image raw_image(const fs::path& path, const std::string& width, const std::string& height) {
  return {std::stoll(width), std::stoll(height), read_bytes(path)};
}

/// A picture in which every pixel differs from its neighbours.
inline Image checkered(std::int64_t width, std::int64_t height, int seed = 0) {
  Image image{width, height, {}};
  for (std::int64_t i = 0; i < 3 * width * height; ++i) {
    image.pixels.push_back(static_cast<std::uint8_t>(i * 37 + i / 7 * 11 + seed * 101));
  }
  return image;
}

using Case = std::vector<std::string>;

/// Runs the script into `folder`. Empty where Python or Pillow is missing.
inline std::vector<Case> reference_cases(const std::string& command, const fs::path& folder) {
  const fs::path python = fs::path(PYRA_SOURCE_DIR) / ".venv/bin/python";
  const fs::path script = fs::path(PYRA_SOURCE_DIR) / "tests/pictures/pillow_reference.py";
  if (!fs::exists(python)) return {};
  const std::string line = "'" + python.string() + "' '" + script.string() + "' " + command + " '" +
                           folder.string() + "' '" + (kShared / "data").string() + "'";
  if (std::system(line.c_str()) != 0) return {};
  std::vector<Case> cases;
  std::ifstream file(folder / "cases.txt");
  for (std::string text; std::getline(file, text);) {
    std::istringstream fields(text);
    cases.emplace_back();
    for (std::string field; std::getline(fields, field, '\t');) cases.back().push_back(field);
  }
  return cases;
}

inline constexpr const char* kNoPillow =
    "Python with Pillow and numpy is missing at .venv/bin/python (or its script failed)";

/// How many bytes differ, and by how much at most.
struct Difference {
  std::size_t count = 0;
  int largest = 0;
};

inline Difference compare(const std::vector<std::uint8_t>& a, const std::vector<std::uint8_t>& b) {
  if (a.size() != b.size()) return {std::max(a.size(), b.size()), 256};
  Difference difference;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const int by = std::abs(a[i] - b[i]);
    difference.count += by != 0;
    difference.largest = std::max(difference.largest, by);
  }
  return difference;
}

}  // namespace pyra::testing

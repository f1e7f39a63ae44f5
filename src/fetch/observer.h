// Who is told of a download, and who may end it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace pyra {

struct FetchObserver {
  std::function<void(const std::string& line)> say = [](const std::string&) {};
  /// Bytes of the file `label`; called often.
  std::function<void(const std::string& label, std::uint64_t done, std::uint64_t total)> progress =
      [](const std::string&, std::uint64_t, std::uint64_t) {};
  std::function<bool()> stop = [] { return false; };
};

/// "346.3 MB", "70.2 KB".
std::string byte_text(std::uint64_t bytes);

}  // namespace pyra

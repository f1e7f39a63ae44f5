// Whether this machine did other work while something was measured.
#pragma once

#include <filesystem>
#include <optional>

namespace pyra {

/// The processors' time that processes other than this one and its children took since this was made.
class OtherWork {
 public:
  /// `stat`: the kernel's counters; tests make their own.
  explicit OtherWork(std::filesystem::path stat = "/proc/stat");
  /// As a share of all processors; nothing where the system does not tell.
  std::optional<double> share() const;

 private:
  struct Counters {
    double busy = 0, all = 0, own = 0;  // seconds
  };
  std::optional<Counters> now() const;

  std::filesystem::path stat_;
  std::optional<Counters> before_;
};

}  // namespace pyra

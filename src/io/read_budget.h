// How much memory reading one file may take: small files must not cost much, whatever they say of themselves.
#pragma once

#include <cstdint>
#include <string>

#include "pyra/error.h"

namespace pyra {

/// Counts what is allocated for a file's content, up to three times the file and 48 MB (the file itself lies
/// mapped beside it). Honest checkpoints stay far below: weights hardly compress and are not copied.
class ReadBudget {
 public:
  /// `what` begins the message.
  ReadBudget(std::uint64_t file_bytes, std::string what)
      : left_(kTimes * file_bytes + kAllowance), most_(left_), what_(std::move(what)) {}

  void take(std::uint64_t bytes) {
    if (bytes > left_) {
      throw InputError(
          what_ + " would take more than " + std::to_string(most_ >> 20) +
          " MB to read, far more than its own size, as no weights do; if they are really yours, save them "
          "anew, uncompressed");
    }
    left_ -= bytes;
  }

 private:
  static constexpr std::uint64_t kTimes = 3, kAllowance = std::uint64_t{48} << 20;

  std::uint64_t left_, most_;
  std::string what_;
};

}  // namespace pyra

// What a decoder asks before it allocates: the one place where sizes that a file states are judged.
#pragma once

#include <cstdint>
#include <string>

#include "pictures/decode/picture_share.h"

namespace pyra {

/// Thrown by a claim for which there is no room now: who reads the picture lets go of everything, waits for
/// `bytes` and begins again. No InputError, since nothing is wrong.
struct NoRoomYet {
  std::uint64_t bytes;
};

class PictureClaim {
 public:
  /// `held` covers the file's own `file_bytes` and perhaps more. `turned`: the picture may be turned upright
  /// afterwards, which takes a second copy.
  PictureClaim(PictureShare& held, std::uint64_t file_bytes, bool turned, const std::string& name)
      : held_(held), file_bytes_(file_bytes), turned_(turned), name_(name) {}

  /// To be called as soon as a decoder knows the size of its picture, and before it allocates anything of
  /// that size. `beside`: bytes that it needs at the same time as the finished RGB pixels. Throws InputError
  /// unless both sides are positive, there are at most 2^28 pixels and they fit into the budget; NoRoomYet
  /// where others hold it.
  void take(std::int64_t width, std::int64_t height, std::uint64_t beside = 0);

 private:
  PictureShare& held_;
  std::uint64_t file_bytes_;
  bool turned_;
  const std::string& name_;
};

}  // namespace pyra

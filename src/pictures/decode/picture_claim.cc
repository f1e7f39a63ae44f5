#include "pictures/decode/picture_claim.h"

#include <algorithm>

#include "pictures/decode/codecs.h"

namespace pyra {

void PictureClaim::take(std::int64_t width, std::int64_t height, std::uint64_t beside) {
  check_picture_size(width, height, name_);
  const auto pixels = 3 * static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height);
  const std::uint64_t needed = file_bytes_ + pixels + std::max(beside, turned_ ? pixels : 0);
  if (!held_.try_grow(needed, name_)) throw NoRoomYet{needed};
}

}  // namespace pyra

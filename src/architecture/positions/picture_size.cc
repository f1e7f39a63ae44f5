#include "architecture/positions/picture_size.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "pyra/error.h"

namespace pyra {
namespace {

using Size = std::optional<std::pair<std::int64_t, std::int64_t>>;

constexpr std::int64_t kMaxSide = 1 << 24;  // of a picture; products of two do not overflow

std::int64_t exact_root(std::int64_t square) {
  const auto root = static_cast<std::int64_t>(std::llround(std::sqrt(static_cast<double>(square))));
  return root > 0 && root * root == square ? root : 0;
}

/// Takes the size where so many positions are its patches, with or without the prefix tokens.
bool take_if_it_fits(const Size& size, std::int64_t positions, VitConfig& config) {
  if (!size) return false;
  const auto [height, width] = *size;
  if (height < 1 || width < 1 || height > kMaxSide || width > kMaxSide || height % config.patch != 0 ||
      width % config.patch != 0)
    return false;
  const std::int64_t patches = (height / config.patch) * (width / config.patch);
  const std::int64_t prefix = config.prefix_tokens();
  if (positions != patches && positions != patches + prefix) return false;
  config.image_height = height;
  config.image_width = width;
  config.pos_embed_has_prefix = prefix == 0 || positions != patches;
  return true;
}

[[noreturn]] void refuse_size(const std::pair<std::int64_t, std::int64_t>& size, std::int64_t positions,
                              const VitConfig& config) {
  throw InputError("image size " + std::to_string(size.first) + "x" + std::to_string(size.second) +
                       ": pos_embed has " + std::to_string(positions) + " positions, which patches of " +
                       std::to_string(config.patch) + " pixels and " +
                       std::to_string(config.prefix_tokens()) +
                       " prefix tokens do not give; state the size that the weights were made for "
                       "(positions are resized afterwards)",
                   code::kImageSizeMisfit);
}

void assume_square(Inference& from, std::int64_t positions) {
  VitConfig& config = from.config;
  const std::int64_t prefix = config.prefix_tokens();
  const std::int64_t with_prefix = exact_root(positions - prefix), without = exact_root(positions);
  if (with_prefix == 0 && without == 0) {
    throw InputError("pos_embed has " + std::to_string(positions) +
                         " positions, which is not a square number of patches, with or without " +
                         std::to_string(prefix) +
                         " prefix tokens; state the size that the weights were made for",
                     code::kImageSizeUnknown);
  }
  const bool ambiguous = with_prefix != 0 && without != 0 && prefix > 0;
  config.pos_embed_has_prefix = prefix == 0 || without == 0;  // without prefix tokens, true by convention
  if (ambiguous) {
    // timm's models with registers give positions to patches alone; those without registers to the class
    // token too.
    config.pos_embed_has_prefix = config.registers == 0;
    from.doubts.push_back("the " + std::to_string(positions) + " positions of pos_embed are taken to " +
                          (config.pos_embed_has_prefix ? "include" : "leave out") + " the prefix tokens");
  }
  config.image_height = config.image_width =
      (config.pos_embed_has_prefix ? with_prefix : without) * config.patch;
  const std::string size = std::to_string(config.image_height) + "x" + std::to_string(config.image_width);
  // Without registers, positions of the patches alone are rare: patches of a rectangle and a class token are
  // as likely.
  const bool rare = config.registers == 0 && prefix > 0 && !config.pos_embed_has_prefix;
  const bool stated = from.sidecar.image_size.has_value();
  if (!ambiguous && !rare && !stated) {
    from.assumed.push_back("pictures of " + size);
    return;
  }
  from.doubts.push_back(std::to_string(positions) + " positions are taken for pictures of " + size +
                        (rare ? " without a position for the class token" : "") +
                        (stated ? ", since those of the config beside the file do not fit" : "") +
                        "; another image size can be stated");
}

bool is_whole_patches(const Size& size, std::int64_t patch) {
  const auto fits = [&](std::int64_t side) { return side > 0 && side <= kMaxSide && side % patch == 0; };
  return size && fits(size->first) && fits(size->second);
}

}  // namespace

void infer_picture_size(Inference& from, std::int64_t positions) {
  const Size& said = from.overrides.image_size;
  if (take_if_it_fits(said, positions, from.config)) return;
  if (said) refuse_size(*said, positions, from.config);
  if (take_if_it_fits(from.sidecar.image_size, positions, from.config) ||
      take_if_it_fits(from.overrides.image_hint, positions, from.config))
    return;
  assume_square(from, positions);
}

void choose_picture_size(Inference& from) {
  VitConfig& config = from.config;
  config.pos_embed_has_prefix = true;  // by convention: there are none
  for (const Size& size : {from.overrides.image_size, from.sidecar.image_size, from.overrides.image_hint}) {
    if (!size) continue;
    if (!is_whole_patches(size, config.patch)) {
      throw InputError("image size " + std::to_string(size->first) + "x" + std::to_string(size->second) +
                           " is not made of patches of " + std::to_string(config.patch) +
                           " pixels; state a multiple",
                       code::kImageSizeMisfit);
    }
    std::tie(config.image_height, config.image_width) = *size;
    return;
  }
  constexpr std::int64_t kUsual = 224;
  config.image_height = config.image_width = std::max(kUsual / config.patch, std::int64_t{1}) * config.patch;
  from.assumed.push_back("pictures of " + std::to_string(config.image_height) + "x" +
                         std::to_string(config.image_width));
}

}  // namespace pyra

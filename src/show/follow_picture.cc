#include "show/follow_picture.h"

#include <algorithm>

#include "pyra/transform.h"

namespace pyra {
namespace {

/// Whole-number enlargement, so that patches keep their edges.
Image enlarge(const Image& image, std::int64_t factor) {
  Image large{image.width * factor, image.height * factor, {}};
  large.pixels.resize(static_cast<std::size_t>(3 * large.width * large.height));
  for (std::int64_t y = 0; y < large.height; ++y) {
    for (std::int64_t x = 0; x < large.width; ++x) {
      const std::int64_t from = 3 * ((y / factor) * image.width + x / factor);
      std::copy_n(image.pixels.begin() + from, 3, large.pixels.begin() + 3 * (y * large.width + x));
    }
  }
  return large;
}

}  // namespace

FollowedPicture run_picture(const Task& task, const Runner& engine, const Preprocessing& preprocessing,
                            const std::filesystem::path& file, bool follow) {
  const VitConfig& config = engine.config();
  std::vector<float> input(static_cast<std::size_t>(3 * config.image_height * config.image_width));
  make_eval_transform(preprocessing)->apply(read_image(file, preprocessing.exif_rotation), 0, input);
  std::vector<float> logits(static_cast<std::size_t>(engine.classes()));
  FollowedPicture result;
  if (follow) {
    FollowedTokens tokens;
    engine.run(input, 1, {.logits = logits, .followed = &tokens});
    result.group.assign(tokens.row.begin() + config.prefix_tokens(), tokens.row.end());
    result.input = to_image(input, preprocessing);
  } else {
    engine.run(input, 1, logits);
  }
  result.answer = task.answer(logits.data(), engine.classes());
  return result;
}

TokenPicture draw_followed(const VitConfig& config, const FollowedPicture& picture,
                           const std::string& caption) {
  const std::int64_t factor = std::max<std::int64_t>(1, (223 + picture.input.width) / picture.input.width);
  const Image input = enlarge(picture.input, factor);
  const std::int64_t rows = config.image_height / config.patch, columns = config.image_width / config.patch;
  return {caption, input, draw_token_groups(input, picture.group, rows, columns)};
}

}  // namespace pyra

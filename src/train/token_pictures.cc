#include "train/token_pictures.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>

#include "pyra/transform.h"
#include "train/evaluator.h"

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

FollowedPicture follow_picture(const Vit& model, const Preprocessing& preprocessing, const std::filesystem::path& file) {
  const at::NoGradGuard no_grad;
  const VitConfig& config = model.config();
  const Image image = read_image(file, preprocessing.exif_rotation);
  at::Tensor input = at::empty({1, 3, config.image_height, config.image_width});
  make_eval_transform(preprocessing)->apply(image, 0, input.mutable_data_ptr<float>());
  Pass pass;
  pass.follow_tokens = true;
  const auto [logits, source] = model.forward(input, pass);
  check_finite(logits);
  const at::Tensor probabilities = logits.softmax(1).contiguous();
  FollowedPicture result;
  result.probabilities.assign(probabilities.const_data_ptr<float>(),
                              probabilities.const_data_ptr<float>() + probabilities.numel());
  const at::Tensor rows = source.to(at::kLong).contiguous();
  const auto* first_patch = rows.const_data_ptr<std::int64_t>() + config.prefix_tokens();
  result.group.assign(first_patch, first_patch + config.patches());
  result.input = to_image(input.const_data_ptr<float>(), preprocessing);
  return result;
}

TokenPicture draw_followed(const Vit& model, const FollowedPicture& picture, const std::string& caption) {
  const VitConfig& config = model.config();
  const std::int64_t factor = std::max<std::int64_t>(1, (223 + picture.input.width) / picture.input.width);
  const Image input = enlarge(picture.input, factor);
  const std::int64_t rows = config.image_height / config.patch, columns = config.image_width / config.patch;
  return {caption, input, draw_token_groups(input, picture.group, rows, columns)};
}

}  // namespace pyra

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <sstream>

#include "base/text/words.h"
#include "methods/list.h"
#include "pyra/error.h"
#include "recipes/recipe.h"
#include "schedules/training_schedule.h"

namespace pyra {
namespace {

void require(bool holds, const std::string& field, const auto& given, const std::string& expected) {
  if (holds) return;
  std::ostringstream message;
  message << "recipe: " << field << " = " << given << ", expected " << expected;
  throw InputError(message.str());
}

void require_one_of(const std::string& field, const std::string& given,
                    const std::vector<std::string>& known) {
  require(std::find(known.begin(), known.end(), given) != known.end(), field, "'" + given + "'",
          "one of " + joined(known) + did_you_mean(given, known));
}

std::array<double, 3> three_numbers(const std::string& field, const std::string& text) {
  std::array<double, 3> values{};
  std::istringstream stream(text);
  std::string rest;
  const bool read = static_cast<bool>(stream >> values[0] >> values[1] >> values[2]) && !(stream >> rest);
  require(read, field, "'" + text + "'", "three numbers with spaces between, e.g. '0.5 0.5 0.5'");
  return values;
}

/// Of colours from 0 to 1, not to 255.
std::array<double, 3> colour_share(const std::string& field, const std::string& text) {
  const std::array<double, 3> values = three_numbers(field, text);
  for (const double value : values) {
    require(value >= 0 && value <= 1, field, "'" + text + "'",
            "three numbers from 0 to 1 (divide those of colours up to 255 by 255)");
  }
  return values;
}

}  // namespace

void check_recipe(const Recipe& r) {
  require(r.width >= 0 && r.width <= 65536, "width", r.width, "0 to 65536");
  require(r.epochs >= 1, "epochs", r.epochs, "1 or more");
  require(r.batch >= 1, "batch", r.batch, "1 or more");
  require(r.accumulate >= 1, "accumulate", r.accumulate, "1 or more");
  for (const auto& [name, value] : {std::pair{"lr", r.lr},
                                    {"min_lr", r.min_lr},
                                    {"warmup_lr", r.warmup_lr},
                                    {"weight_decay", r.weight_decay},
                                    {"clip_norm", r.clip_norm},
                                    {"mixup", r.mixup}}) {
    require(std::isfinite(value) && value >= 0, name, value, "a finite number of 0 or more");
  }
  require(r.lr > 0, "lr", r.lr, "a number above 0: nothing is learned at 0");
  require(r.min_lr <= r.lr, "min_lr", r.min_lr, "at most lr, from which the cosine falls to it");
  require(r.warmup_epochs >= -1 && r.warmup_epochs <= r.epochs, "warmup_epochs", r.warmup_epochs,
          "-1 to the number of epochs");
  require(r.distil == -1 || (r.distil >= 0 && r.distil <= 1), "distil", r.distil, "0 to 1, or -1");
  require(std::isfinite(r.eps) && r.eps > 0, "eps", r.eps, "a finite number above 0");
  for (const auto& [name, value] : {std::pair{"beta1", r.beta1},
                                    {"beta2", r.beta2},
                                    {"drop_path", r.drop_path},
                                    {"adapter_dropout", r.adapter_dropout},
                                    {"label_smoothing", r.label_smoothing},
                                    {"val_fraction", r.val_fraction}}) {
    require(value >= 0 && value < 1, name, value, "at least 0 and below 1");
  }
  constexpr std::uint64_t kLargestInToml = std::numeric_limits<std::int64_t>::max();
  require(r.seed <= kLargestInToml, "seed", r.seed,
          "at most 2^63 - 1, the largest number that a recipe file holds");
  require_one_of("class_weights", r.class_weights, {"none", "balanced"});
  require_one_of("augmentation", r.augmentation, {"none", "light", "rand"});
  require_one_of("precision", r.precision, {"f32", "bf16"});
  const Method& method = find_method(r.method);
  require(r.precision == "f32" || (!method.trains(Role::backbone) && !method.trains(Role::bias)), "precision",
          "'bf16'",
          "f32 with method " + r.method +
              ": bf16 is for maps that are frozen as a whole, and this method trains " +
              (method.trains(Role::backbone) ? "all of them" : "their biases"));
  require_one_of("on_corrupt", r.on_corrupt, {"fail", "skip"});
  resolve_preprocessing(r, {});
}

double distil_share(const Recipe& recipe) {
  return recipe.distil >= 0 ? recipe.distil : recipe.schedule == kElastic ? 0.7 : 0;
}

std::int64_t warmup_epochs(const Recipe& recipe) {
  return recipe.warmup_epochs >= 0 ? recipe.warmup_epochs : std::min<std::int64_t>(10, recipe.epochs / 3);
}

Preprocessing resolve_preprocessing(const Recipe& recipe, const Preprocessing& backbone) {
  Preprocessing result = backbone;
  if (recipe.crop != 0) {
    require(recipe.crop >= 1 && recipe.crop <= 65536, "crop", recipe.crop, "1 to 65536 pixels, or 0");
    result.crop_height = result.crop_width = recipe.crop;
  }
  result.fit = Fit::shorter_side;  // the recipe's way
  result.rounding = Rounding::nearest;
  result.frame_height = result.frame_width = 0;
  result.direct_resize = recipe.resize == "direct";
  result.float_resize = result.float_resize && result.direct_resize;
  if (!result.direct_resize) {
    std::int64_t pixels = 0;
    std::istringstream stream(recipe.resize);
    std::string rest;
    const bool read =
        static_cast<bool>(stream >> pixels) && !(stream >> rest) && pixels >= 1 && pixels <= 65536;
    require(read, "resize", "'" + recipe.resize + "'", "direct, or pixels of the shorter side");
    result.resize = pixels;
  }
  if (!recipe.interpolation.empty()) {
    require_one_of("interpolation", recipe.interpolation,
                   {"bicubic", "bilinear", "lanczos", "box", "hamming"});
    result.interpolation = find_interpolation(recipe.interpolation).value();
  }
  if (!recipe.mean.empty()) result.mean = colour_share("mean", recipe.mean);
  if (!recipe.std.empty()) result.std = colour_share("std", recipe.std);
  for (const double value : result.std) require(value > 0, "std", value, "a number above 0");
  result.exif_rotation = recipe.exif_rotation;
  return result;
}

}  // namespace pyra

#include <algorithm>

#include "base/text/words.h"
#include "pictures/augment/rand_augment.h"
#include "pictures/resize/random_crop.h"
#include "pictures/transform/normalize.h"
#include "pyra/error.h"
#include "pyra/transform.h"

namespace pyra {
namespace {

void mirror(Image& image) {
  for (std::int64_t y = 0; y < image.height; ++y) {
    std::uint8_t* row = image.pixels.data() + 3 * image.width * y;
    for (std::int64_t a = 0, b = image.width - 1; a < b; ++a, --b)
      std::swap_ranges(row + 3 * a, row + 3 * a + 3, row + 3 * b);
  }
}

/// Random resized crop and flip, then RandAugment if asked for. What is kept between epochs is the decoded
/// picture.
class RandomTransform final : public Transform {
 public:
  RandomTransform(const Preprocessing& p, bool rand_augment)
      : preprocessing_(p), normalize_(p), rand_augment_(rand_augment) {}

  Image fit(Image image) const override { return image; }

  void finish(const Image& fitted, std::uint64_t seed, std::span<float> output) const override {
    check_output(output);
    Random random(seed);
    normalize_(crop(fitted, random), output.data());
  }

  /// RandAugment works on the CPU, on the resized picture.
  PicturePlan plan(const Image& fitted, std::uint64_t seed) const override {
    Random random(seed);
    if (rand_augment_) return picture_plan(crop(fitted, random));
    const ImageView part = random_part(fitted, random);
    ResizePlan resize =
        plan_resize(part, width(), height(), {0, 0, width(), height()}, preprocessing_.interpolation);
    return picture_plan(part, std::move(resize), random.flip());
  }

  const PixelValues& values() const override { return normalize_.values(); }
  std::int64_t height() const override { return preprocessing_.crop_height; }
  std::int64_t width() const override { return preprocessing_.crop_width; }

 private:
  static ImageView random_part(const Image& fitted, Random& random) {
    if (fitted.width < 1 || fitted.height < 1) throw InputError("cannot crop an empty picture");
    return view(fitted, random_crop(fitted.width, fitted.height, random));
  }

  /// Still 8-bit.
  Image crop(const Image& fitted, Random& random) const {
    Image image = resize_window(random_part(fitted, random), width(), height(), {0, 0, width(), height()},
                                preprocessing_.interpolation);
    if (random.flip()) mirror(image);
    return rand_augment_ ? rand_augment(std::move(image), random) : image;
  }

  Preprocessing preprocessing_;
  Normalizer normalize_;
  bool rand_augment_;
};

}  // namespace

std::unique_ptr<Transform> make_train_transform(const Preprocessing& preprocessing,
                                                const std::string& augmentation) {
  if (augmentation == "none") return make_eval_transform(preprocessing);
  if (augmentation == "light") return std::make_unique<RandomTransform>(preprocessing, false);
  if (augmentation == "rand") return std::make_unique<RandomTransform>(preprocessing, true);
  refuse_unknown("augmentation", augmentation, {"none", "light", "rand"});
}

}  // namespace pyra

#include "pictures/augment/rand_augment.h"

#include <array>
#include <cmath>

#include "pictures/augment/operations.h"

namespace pyra {
namespace {

constexpr int kOperations = 2;
constexpr double kStrength = 9.0 / 30.0;  // magnitude 9 of 0..30

enum class Unit { plain, widths, heights };  // what an amount counts

/// An operation and the amount that it reaches at magnitude 30, going linearly from `at_0`.
struct Operation {
  Image (*apply)(const Image& image, double amount);
  double at_0;
  double at_30;
  bool either_way;  // the amount's sign is drawn
  Unit unit = Unit::plain;
  bool whole = false;  // the amount is rounded to a whole number
};

Image keep(const Image& image, double) { return image; }

constexpr double kFarthest = 150.0 / 331.0;  // of the side, the published setting
constexpr std::array<Operation, 14> kTable = {{
    {keep, 0, 0, false},
    {augment::shear_x, 0, 0.3, true},
    {augment::shear_y, 0, 0.3, true},
    {augment::translate_x, 0, kFarthest, true, Unit::widths},
    {augment::translate_y, 0, kFarthest, true, Unit::heights},
    {augment::rotate, 0, 30, true},
    {augment::brightness, 0, 0.9, true},
    {augment::color, 0, 0.9, true},
    {augment::contrast, 0, 0.9, true},
    {augment::sharpness, 0, 0.9, true},
    {augment::posterize, 8, 4, false, Unit::plain, true},
    {augment::solarize, 255, 0, false},
    {augment::auto_contrast, 0, 0, false},
    {augment::equalize, 0, 0, false},
}};

double draw_amount(const Operation& operation, const Image& image, Random& random) {
  double amount = operation.at_0 + kStrength * (operation.at_30 - operation.at_0);
  if (operation.unit == Unit::widths) amount *= static_cast<double>(image.width);
  if (operation.unit == Unit::heights) amount *= static_cast<double>(image.height);
  if (operation.whole) amount = std::round(amount);
  return operation.either_way && random.flip() ? -amount : amount;
}

}  // namespace

Image rand_augment(Image image, Random& random) {
  for (int i = 0; i < kOperations; ++i) {
    const Operation& operation = kTable[random.below(kTable.size())];
    image = operation.apply(image, draw_amount(operation, image, random));
  }
  return image;
}

}  // namespace pyra

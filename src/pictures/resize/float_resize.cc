#include "pictures/resize/float_resize.h"

#include "pictures/resize/filter.h"
#include "pictures/resize/taps.h"
#include "pyra/error.h"

namespace pyra {
namespace {

struct Taps {
  std::int64_t first;
  std::vector<double> weights;
};

std::vector<Taps> axis_taps(std::int64_t in, std::int64_t out, Interpolation interpolation) {
  const Filter filter = filter_of(interpolation);
  const auto weight = [&](double distance, double stretch) { return filter.weight(distance / stretch); };
  std::vector<Taps> taps(static_cast<std::size_t>(out));
  for (std::int64_t i = 0; i < out; ++i) {
    Taps& tap = taps[static_cast<std::size_t>(i)];
    tap.first = fill_taps(in, out, i, filter.support, weight, tap.weights);
  }
  return taps;
}

}  // namespace

std::vector<float> resize_as_floats(const Image& image, std::int64_t height, std::int64_t width,
                                    Interpolation interpolation) {
  if (image.width < 1 || image.height < 1) throw InputError("cannot resize an empty picture");
  const auto columns = axis_taps(image.width, width, interpolation),
             rows = axis_taps(image.height, height, interpolation);
  // The wanted rows of the picture, resized along their width: [in rows, width, 3].
  std::vector<float> narrow(static_cast<std::size_t>(image.height * width * 3));
  float* to = narrow.data();
  for (std::int64_t y = 0; y < image.height; ++y) {
    const std::uint8_t* row = image.pixels.data() + y * image.width * 3;
    for (const Taps& tap : columns) {
      for (std::int64_t c = 0; c < 3; ++c) {
        double sum = 0;
        const std::uint8_t* pixel = row + tap.first * 3 + c;
        for (const double weight : tap.weights) sum += weight * *pixel, pixel += 3;
        *to++ = static_cast<float>(sum);
      }
    }
  }
  std::vector<float> result(static_cast<std::size_t>(3 * height * width));
  for (std::int64_t y = 0; y < height; ++y) {
    const Taps& tap = rows[static_cast<std::size_t>(y)];
    for (std::int64_t x = 0; x < width; ++x) {
      for (std::int64_t c = 0; c < 3; ++c) {
        double sum = 0;
        const float* value = narrow.data() + (tap.first * width + x) * 3 + c;
        for (const double weight : tap.weights)
          sum += weight * static_cast<double>(*value), value += width * 3;
        result[static_cast<std::size_t>((c * height + y) * width + x)] = static_cast<float>(sum / 255);
      }
    }
  }
  return result;
}

}  // namespace pyra

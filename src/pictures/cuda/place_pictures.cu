#include "kernels/cuda/launch.h"
#include "pictures/cuda/place_pictures.h"

namespace pyra::cuda {
namespace {

constexpr int kThreads = 256;

struct Pixel {
  int r, g, b;
};

__device__ __forceinline__ int clamped(int sum) {
  const int value = sum >> kWeightBits;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

/// The weighted sum of the window's pixels, `step` bytes apart.
__device__ __forceinline__ Pixel blend(const std::uint8_t* from, std::int64_t step,
                                       const std::int32_t* weights, int taps) {
  constexpr int kHalf = 1 << (kWeightBits - 1);
  Pixel sum{kHalf, kHalf, kHalf};
  for (int k = 0; k < taps; ++k, from += step) {
    const int weight = weights[k];
    sum.r += weight * from[0];
    sum.g += weight * from[1];
    sum.b += weight * from[2];
  }
  return {clamped(sum.r), clamped(sum.g), clamped(sum.b)};
}

struct Axis {
  const AxisWindow* windows;
  const std::int32_t* weights;

  /// Output pixel `at` of the axis, made of the pixels at `from`, `step` bytes apart.
  __device__ Pixel operator()(int at, const std::uint8_t* from, std::int64_t step) const {
    const AxisWindow window = windows[at];
    return blend(from + window.first * step, step, weights + window.offset, window.taps);
  }
};

__device__ __forceinline__ Axis axis_at(const std::uint8_t* batch, std::int64_t windows,
                                        std::int64_t weights) {
  return {reinterpret_cast<const AxisWindow*>(batch + windows),
          reinterpret_cast<const std::int32_t*>(batch + weights)};
}

/// A thread a pixel between the passes; blockIdx.y is the picture.
__global__ void first_pass(const std::uint8_t* batch, int height, int width, std::uint8_t* scratch) {
  const GpuPicture picture = reinterpret_cast<const GpuPicture*>(batch)[blockIdx.y];
  const int columns = picture.lines_first ? picture.columns : width,
            rows = picture.lines_first ? height : picture.rows;
  const std::int64_t at = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x;
  if (at >= static_cast<std::int64_t>(columns) * rows) return;
  const int y = static_cast<int>(at / columns), x = static_cast<int>(at % columns);
  const std::uint8_t* const pixels = batch + picture.pixels;
  const std::int64_t row = 3 * static_cast<std::int64_t>(picture.columns);
  const Pixel pixel = picture.lines_first
                          ? axis_at(batch, picture.down, picture.down_weights)(y, pixels + 3 * x, row)
                          : axis_at(batch, picture.across, picture.across_weights)(x, pixels + y * row, 3);
  std::uint8_t* const to = scratch + picture.between + 3 * at;
  to[0] = static_cast<std::uint8_t>(pixel.r);
  to[1] = static_cast<std::uint8_t>(pixel.g);
  to[2] = static_cast<std::uint8_t>(pixel.b);
}

/// A thread a pixel of the output.
__global__ void second_pass(const std::uint8_t* batch, const std::uint8_t* scratch, const float* values,
                            int height, int width, float* output) {
  const GpuPicture picture = reinterpret_cast<const GpuPicture*>(batch)[blockIdx.y];
  const std::int64_t plane = static_cast<std::int64_t>(height) * width,
                     at = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x;
  if (at >= plane) return;
  const int y = static_cast<int>(at / width), to_x = static_cast<int>(at % width),
            x = picture.mirrored ? width - 1 - to_x : to_x;
  const std::uint8_t* const between = scratch + picture.between;
  const Pixel pixel = picture.lines_first
                          ? axis_at(batch, picture.across, picture.across_weights)(
                                x, between + 3 * static_cast<std::int64_t>(y) * picture.columns, 3)
                          : axis_at(batch, picture.down, picture.down_weights)(
                                y, between + 3 * x, 3 * static_cast<std::int64_t>(width));
  float* const to = output + 3 * plane * blockIdx.y + at;
  to[0] = values[pixel.r];
  to[plane] = values[256 + pixel.g];
  to[2 * plane] = values[512 + pixel.b];
}

}  // namespace

void place_pictures(const std::uint8_t* batch, std::int64_t count, std::int64_t most_between,
                    const float* values, std::int64_t height, std::int64_t width, std::uint8_t* scratch,
                    float* output, cudaStream_t stream) {
  if (count == 0) return;
  const int h = static_cast<int>(height), w = static_cast<int>(width);
  const auto pictures = static_cast<unsigned>(count);
  launch("first_pass", first_pass, dim3(blocks_for(most_between, kThreads), pictures), kThreads, 0, stream,
         batch, h, w, scratch);
  launch("second_pass", second_pass, dim3(blocks_for(height * width, kThreads), pictures), kThreads, 0,
         stream, batch, scratch, values, h, w, output);
}

}  // namespace pyra::cuda

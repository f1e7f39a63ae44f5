#include "train/shift_gain.h"

#include <ATen/core/grad_mode.h>

#include "pyra/error.h"
#include "train/loss.h"
#include "train/to_tensor.h"

namespace pyra {
namespace {

/// The ends of the range and its middle, both ways.
std::vector<RateShift> measured_shifts(std::int64_t max_rate) {
  const std::int64_t half = max_rate / 2;
  if (half == 0) return {{0, max_rate}, {max_rate, 0}};
  return {{0, half}, {0, max_rate}, {half, 0}, {half, max_rate}, {max_rate, half}, {max_rate, 0}};
}

}  // namespace

std::vector<ShiftGain> measure_gains(const Vit& model, const std::vector<std::vector<std::int64_t>>& rates,
                                     const Dataset& data, const Transform& transform,
                                     const LoaderOptions& options, const std::function<bool()>& stop) {
  const at::NoGradGuard no_grad;
  std::vector<ShiftGain> gains;
  for (const RateShift& shift : measured_shifts(static_cast<std::int64_t>(rates.size()) - 1))
    gains.push_back({shift, 0, 0});
  Loader loader(data, transform, options);
  double count = 0;
  while (auto batch = loader.next()) {
    const at::Tensor images = images_of(*batch, options.height, options.width);
    for (ShiftGain& gain : gains) {
      const auto logits = [&](std::int64_t rate, const Pass& pass) {
        return model.forward(images, rates[static_cast<std::size_t>(rate)], pass).logits;
      };
      Pass compensated;
      compensated.shift = gain.shift;
      const at::Tensor teacher = logits(gain.shift.source, Pass{});
      const auto weight = static_cast<double>(batch->count);
      gain.without += weight * distillation_loss(teacher, logits(gain.shift.target, Pass{})).item<double>();
      gain.with += weight * distillation_loss(teacher, logits(gain.shift.target, compensated)).item<double>();
    }
    count += static_cast<double>(batch->count);
    if (stop && stop())
      throw Interrupted(
          "stopped while the gain was measured; the compensator is written: the gain is measured where the "
          "run is resumed",
          code::kRunStopped);
  }
  for (ShiftGain& gain : gains) {
    gain.without /= count;
    gain.with /= count;
  }
  return gains;
}

}  // namespace pyra

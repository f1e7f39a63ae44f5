// The rate at which this machine multiplies matrices of a Vision Transformer's shapes: what a model is
// measured against.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/peak_source.h"
#include "pyra/bench.h"
#include "pyra/vit_config.h"

namespace pyra {

/// The CPU's. The four products of a block (qkv, proj, fc1, fc2) with prepacked weights, at several numbers
/// of rows. Measured again and again between the turns of the cells, so that peak and model see the same
/// machine.
class PeakMeter final : public PeakSource {
 public:
  /// Rows: of one picture, of 512 (the chunk that caches hold), and of as many whole pictures as
  /// `largest_batch` allows, at most 8. threads: 0 for all cores. Throws InputError where this CPU lacks the
  /// precision.
  PeakMeter(const VitConfig& config, std::int64_t largest_batch, Precision precision, int threads);
  ~PeakMeter() override;
  PeakMeter(PeakMeter&&) noexcept;
  PeakMeter& operator=(PeakMeter&&) noexcept;

  void sweep() override;
  Peak result() override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The rule of `peak`, in words.
inline constexpr const char* kPeakRule =
    "products (oneDNN with prepacked weights; on a GPU cuBLASLt) at the model's own shapes, same run, "
    "measured before every "
    "turn of a cell: each shape's median over the run, the best shape";

/// The peak of the device that `options` names, for products of this model at their largest batch.
std::unique_ptr<PeakSource> make_peak(const VitConfig& config, const BenchOptions& options,
                                      Precision precision);

}  // namespace pyra

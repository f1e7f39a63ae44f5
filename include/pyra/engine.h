// Inference without torch: packed weights, a fixed plan of fused steps, one arena per call in flight.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "pyra/runner.h"

namespace pyra {

/// The model's weights in the layout of one precision: a handle, whose copies share them. Immutable; engines
/// of several schedules and thread counts share one.
class PackedModel {
 public:
  /// A model that merges nothing becomes ToMe, so that engines of every schedule can share it. Throws
  /// InputError where the model fails check_inference_model() or this CPU lacks the precision.
  PackedModel(const InferenceModel& model, Precision precision);
  const VitConfig& config() const;
  Precision precision() const;
  std::size_t bytes() const;

  struct Impl;
  const Impl& impl() const { return *impl_; }

 private:
  std::shared_ptr<const Impl> impl_;
};

class Engine final : public Runner {
 public:
  /// `rates` [depth]: tokens to remove in each block; none larger than fits (InputError). Rates beyond those
  /// that the reducer's weights were trained at merge unmodulated.
  Engine(PackedModel model, std::vector<std::int64_t> rates, EngineOptions options = {});
  ~Engine() override;
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;

  const PackedModel& model() const;
  const VitConfig& config() const override;
  const std::vector<std::int64_t>& rates() const override;
  std::size_t arena_bytes(std::int64_t batch) const;

 private:
  void run_pass(const Pass& pass) const override;

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pyra

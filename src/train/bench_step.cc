#include "train/bench_step.h"

#include <ATen/CPUGeneratorImpl.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <chrono>

#include "adapt/assemble.h"
#include "adapt/initialise.h"
#include "base/memory/memory.h"
#include "recipes/recipe.h"
#include "train/adam_w.h"
#include "train/losses/cross_entropy.h"
#include "train/make_step.h"
#include "train/placement.h"
#include "train/recorded_step.h"
#include "train/tensor_memory.h"

namespace pyra {
namespace {

constexpr std::int64_t kMostSteps = 1000;

/// Waits for what a GPU still has to do.
void finish(at::Device device) {
  if (!device.is_cpu()) c10::impl::VirtualGuardImpl(device.type()).synchronizeDevice(device.index());
}

}  // namespace

TrainBenchResult bench_training(const VitConfig& config, const TrainBench& bench) {
  Recipe recipe;
  recipe.precision = bench.precision;
  recipe.checkpointing = bench.checkpointing;
  check_recipe(recipe);
  keep_tensor_memory();
  Tuning tuning;
  tuning.method = recipe.method;
  tuning.reducer = recipe.reducer;
  tuning.dropout = recipe.adapter_dropout;
  tuning.drop_path = recipe.drop_path;
  tuning.rates = bench.rates;
  at::Generator random = at::make_generator<at::CPUGeneratorImpl>(0);
  Vit model = assemble(config, tuning, random);
  initialise_vit(model.parameters(), random);
  const ParameterList trainable = freeze(model, tuning);
  const at::Device device = open_device(bench.device);
  const auto moved = place(model, recipe, device);
  AdamW optimizer(trainable, {});

  const at::Tensor images =
      at::empty({bench.batch, 3, config.image_height, config.image_width}).normal_(0, 1, random).to(device);
  const at::Tensor labels = at::empty({bench.batch}, at::kLong).random_(0, config.classes, random).to(device);
  const MixedBatch batch{images, labels, labels};
  const Supervised objective(std::make_shared<CrossEntropy>());
  const auto step = make_step({.model = model,
                               .objective = objective,
                               .optimizer = optimizer,
                               .random = random,
                               .checkpointing = recipe.checkpointing,
                               .autocast = autocasts(recipe, device)},
                              bench.eager);
  const std::int64_t warm_ups = device.is_cpu() ? 1 : Recording::kWarmUps + 2;
  TrainBenchResult result;
  double counted = 0;
  for (std::int64_t i = 0; result.seconds.empty() || (counted < bench.seconds && i < kMostSteps); ++i) {
    const auto start = std::chrono::steady_clock::now();
    step->accumulate(batch, 1);
    step->update(recipe.lr);
    finish(device);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    if (i < warm_ups) continue;
    result.seconds.push_back(seconds.count());
    counted += seconds.count();
  }
  if (!device.is_cpu())
    result.device_bytes =
        c10::getDeviceAllocator(device.type())->getDeviceStats(device.index()).allocated_bytes[0].peak;
  result.peak_rss_mb = peak_rss_mb();
  return result;
}

}  // namespace pyra

#include "train/bench_step.h"

#include <ATen/CPUGeneratorImpl.h>

#include <chrono>

#include "adapt/assemble.h"
#include "adapt/initialise.h"
#include "pyra/memory.h"
#include "pyra/recipe.h"
#include "train/adam_w.h"
#include "train/loss.h"
#include "train/pack.h"
#include "train/tensor_memory.h"

namespace pyra {

TrainBenchResult bench_training(const VitConfig& config, const TrainBench& bench) {
  Recipe recipe;
  recipe.precision = bench.precision;
  recipe.checkpointing = bench.checkpointing;
  check_recipe(recipe);
  keep_tensor_memory();
  Method method;
  method.adapter = recipe.method;
  method.reducer = recipe.reducer;
  method.dropout = recipe.adapter_dropout;
  method.drop_path = recipe.drop_path;
  method.rates = bench.rates;
  at::Generator random = at::make_generator<at::CPUGeneratorImpl>(0);
  Vit model = assemble(config, method, random);
  initialise_vit(model.parameters(), random);
  AdamW optimizer(freeze(model, method), {});
  pack(model, recipe);

  const at::Tensor images =
      at::empty({bench.batch, 3, config.image_height, config.image_width}).normal_(0, 1, random);
  const at::Tensor labels = at::empty({bench.batch}, at::kLong).random_(0, config.classes, random);
  const MixedBatch batch{images, labels, labels, 1};
  TrainBenchResult result;
  for (std::int64_t step = 0; step <= bench.steps; ++step) {
    const auto start = std::chrono::steady_clock::now();
    classification_loss(model.forward(images, Pass{.random = random, .checkpointing = recipe.checkpointing}).logits, batch, {}).backward();
    optimizer.step(recipe.lr);
    optimizer.zero_grad();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    if (step > 0) result.seconds.push_back(seconds.count());
  }
  result.peak_rss_mb = static_cast<double>(peak_rss_bytes()) / 1e6;
  return result;
}

}  // namespace pyra

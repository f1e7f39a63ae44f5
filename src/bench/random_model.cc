// Random weights of a trained model's size, for timing an architecture whose weights are not at hand.

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "base/threads/processors.h"
#include "base/threads/team.h"
#include "pyra/backbone.h"
#include "pyra/bench.h"
#include "pyra/error.h"
#include "pyra/preprocessing.h"
#include "pyra/schedule.h"
#include "reducers/list.h"

namespace pyra {
namespace {

// The sum of four uniform numbers: close enough to normal, and a hundred million of them take a moment only.
float nearly_normal(std::uint64_t seed, std::uint64_t index) {
  const std::uint64_t bits = split_mix(seed ^ split_mix(index));
  const auto part = [bits](int i) { return static_cast<float>((bits >> (16 * i)) & 0xFFFF); };
  return (part(0) + part(1) + part(2) + part(3) - 2 * 65535.0F) * (1.7320508F / 65536.0F);
}

HostTensor filled(std::vector<std::int64_t> shape, float mean, float deviation, std::uint64_t seed,
                  Team& team) {
  std::int64_t count = 1;
  for (const std::int64_t side : shape) count *= side;
  auto values = std::make_shared<std::vector<float>>(static_cast<std::size_t>(count));
  constexpr std::int64_t kAtOnce = 1 << 16;
  team.for_each((count + kAtOnce - 1) / kAtOnce, [&](std::int64_t part, int) {
    for (std::int64_t i = part * kAtOnce; i < std::min(count, (part + 1) * kAtOnce); ++i) {
      (*values)[static_cast<std::size_t>(i)] =
          mean + deviation * nearly_normal(seed, static_cast<std::uint64_t>(i));
    }
  });
  const auto* data = reinterpret_cast<const std::byte*>(values->data());
  return {DType::f32, std::move(shape), data, std::move(values)};
}

bool is_norm(const std::string& name) { return name.find("norm") != std::string::npos; }

float deviation_of(const std::vector<std::int64_t>& shape) {
  const bool vector = shape.size() == 1,
             embedding = shape.size() == 3;  // biases and norms; positions and prefix tokens
  if (vector || embedding) return 0.02F;
  std::int64_t inputs = 1;
  for (std::size_t i = 1; i < shape.size(); ++i) inputs *= shape[i];
  return 1 / std::sqrt(static_cast<float>(inputs));
}

}  // namespace

InferenceModel random_model(const VitConfig& config, const std::string& reducer,
                            const std::vector<std::int64_t>& trained_rates, std::uint64_t seed) {
  InferenceModel model;
  model.config = config;
  model.reducer = reducer;
  model.trained_rates = trained_rates;
  model.trained_rates.resize(static_cast<std::size_t>(config.depth), 0);
  model.rates = make_schedule("", model.trained_rates, config).rates;
  // Weights for several schedules have the largest rate of each block, which together are more than there are
  // tokens: an elastic model's.
  if (model.rates != model.trained_rates) model.elastic_to = model.rates;
  model.schedule = spell_rates(model.rates);
  model.command = "random weights";
  model.preprocessing.crop_height = config.image_height;
  model.preprocessing.crop_width = config.image_width;
  std::uint64_t stream = split_mix(seed);
  Team team(usable_processors());
  const auto add = [&](const std::string& name, std::vector<std::int64_t> shape, float mean,
                       float deviation) {
    model.tensors[name] = filled(std::move(shape), mean, deviation, stream = split_mix(stream), team);
  };
  const auto add_all = [&](const TensorShapes& shapes) {
    for (const auto& [name, shape] : shapes) {
      const bool scale = (is_norm(name) && name.ends_with(".weight")) || name.ends_with(".gamma");
      add(name, shape, scale ? 1.0F : 0.0F, deviation_of(shape));
    }
  };
  add_all(expected_tensors(config));
  add_all(find_reducer(reducer).tensors(config, model.trained_rates));
  return model;
}

}  // namespace pyra

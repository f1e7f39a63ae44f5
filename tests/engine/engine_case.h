// A model for the engine's tests, and its answers at any precision.
#pragma once

#include <string>
#include <vector>

#include "engine/small_model.h"
#include "methods/list.h"
#include "pyra/bench.h"
#include "pyra/engine.h"

namespace pyra {

struct EngineCase {
  std::string name;
  VitConfig config;
  std::string reducer;
  std::vector<std::int64_t> rates;
  std::string method = "none";
};

inline void PrintTo(const EngineCase& c, std::ostream* out) { *out << c.name; }

inline InferenceModel model_of(const EngineCase& c) {
  InferenceModel model = random_model(c.config, c.reducer, c.rates);
  model.method = c.method;
  model.width = find_method(c.method).has_width() ? 6 : 0;
  for (const auto& [name, shape] : find_method(c.method).left(c.config, 6))
    model.tensors[name] = numbers(shape, shape.size() == 1 ? 0.1F : 0.2F);
  return model;
}

inline std::vector<float> run(const InferenceModel& model, Precision precision,
                              const std::vector<float>& images, std::int64_t batch, int threads = 1) {
  const Engine engine(PackedModel(model, precision), model.rates, {threads, {}});
  std::vector<float> logits(static_cast<std::size_t>(batch * engine.classes()));
  engine.run(images, batch, logits);
  return logits;
}

}  // namespace pyra

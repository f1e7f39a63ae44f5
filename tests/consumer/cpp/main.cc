// consumer_cpp FILE: a program of someone else's that runs a deployed model.

#include <cmath>
#include <cstdio>

#include "pyra/engine.h"
#include "pyra/error.h"
#include "pyra/version.h"

int main(int argc, char** argv) {
  try {
    const pyra::InferenceModel model = pyra::read_inference_model(argc > 1 ? argv[1] : "");
    const pyra::Engine engine(pyra::PackedModel(model, pyra::Precision::f32), model.rates, {1, {}});
    const std::vector<float> images(
        static_cast<std::size_t>(2 * 3 * model.config.image_height * model.config.image_width), 0.5F);
    std::vector<float> logits(static_cast<std::size_t>(2 * engine.classes()));
    engine.run(images, 2, logits);
    std::printf("pyra %s: %zu logits, the first is %g\n", pyra::kVersion, logits.size(),
                static_cast<double>(logits[0]));
    return logits.size() == 2 * model.class_names.size() && std::isfinite(logits[0]) ? 0 : 1;
  } catch (const pyra::InputError& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
}

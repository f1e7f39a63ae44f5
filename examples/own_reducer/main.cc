// own_reducer BACKBONE DATA OUT: trains with a rule of its own for merging tokens, writes one file, and runs
// it.
#include <pyra/adapt.h>
#include <pyra/engine.h>
#include <pyra/error.h>
#include <pyra/evaluate.h>
#include <pyra/load_model.h>
#include <pyra/reducer.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <numeric>

/// The quietest patches, those whose tokens have the least norm, are merged into the token before them.
void merge_the_quiet(const pyra::TokensAtBlock& at, std::int32_t* joins) {
  std::vector<std::pair<float, std::int32_t>> quiet;  // ties go to the lowest index
  for (auto i = static_cast<std::int32_t>(at.prefix); i < at.tokens; ++i) {
    const float* token = at.x + i * at.channels;
    quiet.push_back({std::inner_product(token, token + at.channels, token, 0.0F), i});
  }
  std::sort(quiet.begin(), quiet.end());
  std::iota(joins, joins + at.tokens, 0);
  for (std::int64_t r = 0; r < at.removed; ++r) joins[quiet[static_cast<std::size_t>(r)].second] = -1;
  for (std::int32_t i = 0, stays = -1; i < at.tokens; ++i) joins[i] == i ? stays = i : joins[i] = stays;
}

int main(int argc, char** argv) try {
  if (argc != 4) throw pyra::InputError("usage: own_reducer BACKBONE DATA OUT");
  pyra::add_reducer({"quiet", "merge the tokens of least norm into those before them", merge_the_quiet});

  pyra::AdaptJob job{.backbone = argv[1], .data = argv[2], .out = argv[3]};
  job.recipe = {{"reducer", "quiet"}, {"schedule", "low"}, {"epochs", "5"}};
  job.say = [](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); };
  pyra::adapt(job);

  const auto file = job.out / "model.safetensors";
  pyra::write_inference_model(file, pyra::load_model(job.out).model);
  const pyra::InferenceModel model = pyra::read_inference_model(file);
  const pyra::Engine engine(pyra::PackedModel(model, pyra::Precision::f32), model.rates);
  const auto run = [&](const float* images, std::int64_t count, float* logits) {
    engine.run({images, static_cast<std::size_t>(count * engine.image_numbers())}, count,
               {logits, static_cast<std::size_t>(count * engine.classes())});
  };
  pyra::LoaderOptions loader;
  loader.height = model.config.image_height;
  loader.width = model.config.image_width;
  const auto answers = pyra::evaluate(run, engine.classes(), pyra::read_split(job.data, "test"),
                                      *pyra::make_eval_transform(model.preprocessing), loader);
  std::printf("top-1 %.2f %% of %lld pictures\n", answers.metric("top1"),
              static_cast<long long>(answers.count));
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "own_reducer: %s\n", error.what());
  return 2;
}

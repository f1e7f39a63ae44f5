// `pyra adapt` in small: a backbone file, pictures in class folders, a recipe of a few steps.
#pragma once

#include <filesystem>
#include <string>

#include "io/temporary_folder.h"
#include "model/load.h"
#include "model/tiny_vit.h"
#include "pyra/checkpoint.h"
#include "pyra/image.h"
#include "train/adapt_run.h"

namespace pyra::testing {

/// A picture of 32 x 32: a colour of its class under a pattern of its own.
inline Image class_picture(std::int64_t label, std::int64_t number) {
  Image image{32, 32, {}};
  for (std::int64_t i = 0; i < 3 * 32 * 32; ++i) {
    const std::int64_t colour = 60 * ((label + i % 3) % 4);
    image.pixels.push_back(static_cast<std::uint8_t>(colour + (i * (7 + 2 * number) + i / 96 * 5) % 60));
  }
  return image;
}

class TinyTask {
 public:
  explicit TinyTask(std::int64_t per_class = 4) {
    write_backbone_file("backbone.safetensors", 1);
    for (const char* part : {"train", "test"}) {
      for (std::int64_t label = 0; label < kClasses; ++label) {
        const auto folder = path("data") / part / ("class " + std::to_string(label));
        std::filesystem::create_directories(folder);
        for (std::int64_t i = 0; i < per_class; ++i) {
          const auto png = encode_png(class_picture(label, i));
          write_bytes(folder / (std::to_string(i) + ".png"),
                      {reinterpret_cast<const char*>(png.data()), png.size()});
        }
      }
    }
  }

  std::filesystem::path path(const std::string& name) const { return folder_ / name; }

  /// A backbone of tiny_config() with 7 classes of its own; weights drawn from `seed`.
  std::filesystem::path write_backbone_file(const std::string& name, std::uint64_t seed) const {
    VitConfig config = tiny_config();
    config.classes = 7;
    Preprocessing preprocessing;
    preprocessing.crop_height = preprocessing.crop_width = 32;
    const Vit model = random_vit(config, {}, seed);
    write_safetensors(
        path(name), to_tensor_map(model.parameters()),
        {{kConfigKey, config_to_json(config)}, {kPreprocessingKey, preprocessing_to_json(preprocessing)}});
    return path(name);
  }

  AdaptRequest request(const std::string& out) const {
    AdaptRequest request;
    request.backbone = path("backbone.safetensors");
    request.data = path("data");
    request.out = path(out);
    request.recipe.schedule = "4x3";
    request.recipe.epochs = 2;
    request.recipe.batch = 4;
    request.recipe.warmup_epochs = 0;
    return request;
  }

  static constexpr std::int64_t kClasses = 4;

 private:
  TemporaryFolder folder_;
};

struct FinishedRun {
  AdaptSetup setup;
  AdaptOutcome outcome;
};

inline FinishedRun run(const AdaptRequest& request, const AdaptObserver& observer = {}) {
  AdaptSetup setup = prepare_adapt(request);
  AdaptOutcome outcome = run_adapt(request, setup, observer);
  return {std::move(setup), std::move(outcome)};
}

}  // namespace pyra::testing

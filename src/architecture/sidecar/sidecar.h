// What the files beside a checkpoint say: config.json of timm or Hugging Face, preprocessor_config.json.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pyra/preprocessing.h"
#include "pyra/vit_config.h"

namespace pyra {

/// What the weights must say too.
struct Stated {
  std::string path;  // "config.json beside the file states model_args.depth"
  double value;
  bool is_flag;
  double (*of)(const VitConfig&);  // the weights' own value; NaN where they do not say
};

/// What timm's config says of pictures; the rest is the default for the model.
struct TimmPictures {
  std::optional<std::array<double, 3>> mean, std;
  std::optional<std::pair<std::int64_t, std::int64_t>> size;  // height, width
  std::optional<double> crop_share;
  std::optional<Interpolation> interpolation;
  std::string crop_mode;
};

struct DefaultPictures;

struct Sidecar {
  std::string architecture;  // timm's name of the model or transformers' model_type; empty if unknown
  std::optional<std::int64_t> dim, heads;
  std::optional<std::int64_t> heads_dim;  // channels of the models that have so many heads; empty: of any
  std::optional<double> norm_eps;
  std::optional<RotaryKind> rotary;  // positions; empty: it says nothing of such
  std::optional<Pooling> pooling;
  std::optional<std::int64_t> pool_heads;  // of attention pooling, where not as many as the blocks'
  bool pool_prefix = false;                // which sees prefix tokens too
  bool norm_after_pooling = false;         // the norm after the blocks is one after pooling
  std::optional<Activation> activation;
  std::optional<std::pair<std::int64_t, std::int64_t>> image_size;  // height, width
  std::vector<std::string> class_names;
  std::string problem_type;                    // of transformers; empty where not stated
  std::optional<Preprocessing> preprocessing;  // of pictures_file, complete
  std::string pictures_file = "preprocessor_config.json";
  std::optional<TimmPictures> timm_pictures;
  const DefaultPictures* default_pictures = nullptr;  // of models of that name; null: of their family
  std::vector<Stated> stated;
  std::vector<std::string> notes;  // what could not be taken as it stands
  std::string refusal;             // why pyra does not compute what they describe; empty if it does
  std::string unknown_activation;  // a refusal too, unless the user names the activation
};

/// Look into the folder of `file`, each for the files of its own library alone: the weights say whose they
/// are. Files that are absent say nothing; a broken one is an InputError naming it.
Sidecar read_timm_sidecar(const std::filesystem::path& file);
Sidecar read_transformers_sidecar(const std::filesystem::path& file);
/// open_clip_config.json.
Sidecar read_open_clip_sidecar(const std::filesystem::path& file);

}  // namespace pyra

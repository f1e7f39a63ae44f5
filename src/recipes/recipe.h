// Everything that decides a training run besides the backbone and the pictures: recipes are data.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "pyra/preprocessing.h"

namespace pyra {

/// The names of reducers/list.h's standard_reducer() and of methods/list.h's standard_method().
std::string default_reducer();
std::string default_method();

/// The defaults are the PYRA paper's VTAB-1k recipe (arXiv 2403.09192, section 4.1) at its lower compression,
/// which small backbones bear too, with the backbone's own mean and std. What each field means is said once,
/// in recipe_fields(); `pyra adapt --help` prints it.
struct Recipe {
  std::string method = default_method();
  std::int64_t width = 0;
  std::string reducer = default_reducer();
  std::string schedule = "low";

  std::int64_t epochs = 100;
  std::int64_t batch = 32;
  std::int64_t accumulate = 1;
  bool drop_last = true;
  double lr = 1e-3;
  double min_lr = 1e-5;
  double warmup_lr = 1e-6;
  std::int64_t warmup_epochs = -1;
  double weight_decay = 1e-4;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double eps = 1e-8;
  double clip_norm = 0;
  double drop_path = 0.1;
  double adapter_dropout = 0.1;
  double label_smoothing = 0;
  double distil = -1;
  std::string class_weights = "none";
  std::string augmentation = "none";
  double mixup = 0.8;
  std::uint64_t seed = 0;
  double val_fraction = 0;
  std::string precision = "f32";
  bool checkpointing = false;

  std::string resize = "direct";
  std::int64_t crop = 0;
  std::string interpolation;
  std::string mean;
  std::string std;
  bool exif_rotation = false;
  bool fast_decode = false;
  std::string on_corrupt = "fail";

  bool operator==(const Recipe&) const = default;
};

/// One field for documentation and programs. `text` and `assign` convert to and from text; assign
/// throws InputError naming the field, what was given and what was expected.
struct RecipeField {
  std::string name;  // as in a recipe file; the option is the same with - for _
  std::string doc;
  std::string section;  // of the help; empty: what most runs name
  enum class Kind { text, number, flag } kind = Kind::text;
  std::string default_text;
  std::function<std::string(const Recipe&)> text;
  std::function<void(Recipe&, const std::string&)> assign;
};
const std::vector<RecipeField>& recipe_fields();

/// Reads TOML over `base`. Throws InputError naming file, line and key for unknown keys and wrong types.
Recipe read_recipe(const std::filesystem::path& file, Recipe base = {});
Recipe parse_recipe(const std::string& toml, const std::string& source, Recipe base = {});
/// All fields, in order, each with its doc as a comment; read_recipe() of it gives the same recipe.
std::string recipe_to_toml(const Recipe& recipe);

/// Throws InputError naming the first field whose value cannot work (no epochs, a fraction outside [0, 1),
/// ...).
void check_recipe(const Recipe& recipe);

/// Epochs of warm-up: the field, or min(10, epochs / 3) where it is negative (the paper's rule).
std::int64_t warmup_epochs(const Recipe& recipe);

/// The share of a merged pass' loss that comes from the model's own answers with every token kept: the field,
/// or where it is negative 0.7 for schedule elastic and 0 for others.
double distil_share(const Recipe& recipe);

/// The backbone's preprocessing with the recipe's fields over it. Throws InputError for values that do not
/// parse.
Preprocessing resolve_preprocessing(const Recipe& recipe, const Preprocessing& backbone);

}  // namespace pyra

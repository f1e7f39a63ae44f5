#include "train/pretrain.h"

#include <ATen/CPUGeneratorImpl.h>

#include <nlohmann/json.hpp>

#include "adapt/initialise.h"
#include "base/json/json_text.h"
#include "methods/list.h"
#include "model/load.h"
#include "pyra/checkpoint.h"
#include "pyra/error.h"
#include "reducers/list.h"
#include "tasks/list.h"

namespace pyra {

AdaptSetup prepare_pretrain(const VitConfig& architecture, const AdaptRequest& request) {
  check_recipe(request.recipe);
  const Method& method = find_method(request.recipe.method);
  if (!method.trains_all() || find_reducer(request.recipe.reducer).merges) {
    throw InputError("pretraining trains every weight without merging: method = \"" + whole_method().name +
                     "\" and reducer = \"" + keep_all_reducer().name + "\" expected, method = \"" +
                     request.recipe.method + "\" and reducer = \"" + request.recipe.reducer + "\" given");
  }
  VitConfig config = architecture;
  Preprocessing base;
  base.crop_height = config.image_height;
  base.crop_width = config.image_width;
  const Preprocessing preprocessing = resolve_preprocessing(request.recipe, base);
  config.image_height = preprocessing.crop_height;
  config.image_width = preprocessing.crop_width;
  AdaptData data = read_adapt_data(request);
  if (!is_standard_task(data.train.task)) {
    throw InputError("the list is of task " + data.train.task +
                     "; a backbone is pretrained on classes, so "
                     "give class folders or a list with a column `label`");
  }
  config.classes = static_cast<std::int64_t>(data.train.class_names.size());
  validate(config);

  Tuning tuning;
  tuning.method = method.name;
  tuning.drop_path = request.recipe.drop_path;
  tuning.rates.assign(static_cast<std::size_t>(config.depth), 0);
  at::Generator random = at::make_generator<at::CPUGeneratorImpl>(request.recipe.seed);
  Vit model = assemble(config, tuning, random);
  initialise_vit(model.parameters(), random);
  ParameterList trainable = freeze(model, tuning);
  std::vector<std::string> notes = notes_on(data, request.recipe);
  notes.insert(notes.begin(), "preprocessing: " + describe(preprocessing));
  return {config,
          "fresh " + config_to_json(config),
          preprocessing,
          make_schedule("none", {}, config),
          {},
          {},
          tuning,
          std::move(data),
          std::move(model),
          std::move(trainable),
          std::move(notes)};
}

void write_backbone(const std::filesystem::path& file, const AdaptSetup& setup) {
  write_safetensors(file, to_tensor_map(setup.model.parameters()),
                    {{"format", "pt"},
                     {"pyra.config", config_to_json(setup.config)},
                     {"pyra.preprocessing", preprocessing_to_json(setup.preprocessing)},
                     {"pyra.classes", json_text(nlohmann::json(setup.data.train.class_names))}});
}

}  // namespace pyra

#include "train/deploy.h"

#include <ATen/Parallel.h>

#include "deploy/output_scale.h"
#include "methods/list.h"
#include "model/load.h"

namespace pyra {

InferenceModel deployed_model(const AdaptSetup& setup) {
  InferenceModel model;
  model.config = setup.config;
  model.tensors = to_tensor_map(setup.model.parameters());
  fold_output_scale(model.tensors, setup.scale);
  model.method = setup.tuning.method;
  model.width = find_method(model.method).has_width() ? setup.tuning.width : 0;
  model.reducer = setup.tuning.reducer;
  model.rates = setup.schedule.rates;
  model.trained_rates =
      setup.tuning.trained_rates.empty() ? setup.schedule.rates : setup.tuning.trained_rates;
  model.elastic_to = setup.elastic_to;
  model.schedule = setup.schedule.spelling;
  model.preprocessing = setup.preprocessing;
  model.class_names = setup.data.train.class_names;
  model.task = setup.data.train.task;
  model.backbone_fingerprint = setup.fingerprint;
  return model;
}

PackedModel pack_deployed(const AdaptSetup& setup) {
  return PackedModel(deployed_model(setup), Precision::f32);
}

Engine make_engine(PackedModel model, const std::vector<std::int64_t>& rates) {
  return Engine(std::move(model), rates, {at::get_num_threads(), {}});
}

Engine make_engine(const AdaptSetup& setup) {
  return make_engine(pack_deployed(setup), setup.schedule.rates);
}

}  // namespace pyra

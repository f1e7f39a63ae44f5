#include "deploy/inference_model_json.h"

#include <nlohmann/json.hpp>

#include "base/json/json_record.h"
#include "base/json/json_text.h"
#include "pyra/error.h"
#include "pyra/version.h"
#include "tasks/list.h"

namespace pyra {
namespace {

using Json = nlohmann::ordered_json;
constexpr int kFormatVersion = 3;
constexpr int kNamesMethod = 2;  // files of pyra 0.1 and 0.2 do not
constexpr int kNamesTask = 3;    // written where a reader that knows classes alone would err

/// Visits every field under its JSON name; config and preprocessing, which have converters of their own,
/// apart.
template <class Model, class Visit>
void visit_fields(Model& m, Visit&& visit) {
  visit("reducer", m.reducer);
  visit("rates", m.rates);
  visit("trained_rates", m.trained_rates);
  visit("schedule", m.schedule);
  visit("class_names", m.class_names);
  visit("backbone_fingerprint", m.backbone_fingerprint);
  visit("command", m.command);
}

template <class Model, class Visit>
void visit_method(Model& m, Visit&& visit) {
  visit("method", m.method);
  visit("width", m.width);
}

}  // namespace

std::string inference_model_to_json(const InferenceModel& model) {
  const bool classes = is_standard_task(model.task);
  Json json{{"format_version", classes ? kNamesMethod : kNamesTask}, {"pyra_version", kVersion}};
  if (!classes) json["task"] = model.task;
  visit_method(model, WriteFields(json));
  visit_fields(model, WriteFields(json));
  if (!model.elastic_to.empty()) json["elastic_to"] = model.elastic_to;
  json["config"] = Json::parse(config_to_json(model.config));
  json["preprocessing"] = Json::parse(preprocessing_to_json(model.preprocessing));
  try {
    return json_text(json);
  } catch (const nlohmann::json::exception& error) {  // a class name from a folder in some other encoding
    throw InputError(std::string("names in a deployed model must be UTF-8: ") + error.what());
  }
}

InferenceModel inference_model_from_json(const std::string& text) {
  InferenceModel model;
  try {
    const nlohmann::json json = parse_json(text, "the text");
    check_format_version(json, kFormatVersion, "deployed");
    ReadFields fields(json);
    if (field<int>(json, "format_version") >= kNamesMethod)
      visit_method(model, fields);
    else
      model.method.clear();
    if (field<int>(json, "format_version") >= kNamesTask) fields("task", model.task);
    visit_fields(model, fields);
    fields.refuse_unknown({"format_version", "pyra_version", "config", "preprocessing", "elastic_to"});
    if (json.contains("elastic_to")) read_field(json, "elastic_to", model.elastic_to);
    model.config = config_from_json(json_text(required(json, "config")));
    model.preprocessing = preprocessing_from_json(json_text(required(json, "preprocessing")));
  } catch (const InputError& error) {
    throw InputError(std::string("the deployed model's manifest is not valid: ") + error.what());
  }
  return model;
}

}  // namespace pyra

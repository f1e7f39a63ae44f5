// What lies between the pooled features and a head that names classes by their text: a map into the channels
// that pictures and texts share (CLIP, arXiv 2103.00020), and features of length 1, so that the head's rows
// are compared by their cosine.
#include "architecture/inference.h"
#include "architecture/part.h"

namespace pyra {
namespace {

constexpr Field kProjection[] = {
    {.name = "projection", .place = &VitConfig::projection, .optional = true},
    {.name = "projection_bias", .place = &VitConfig::projection_bias, .optional = true}};
constexpr Field kNormalized[] = {{.name = "normalized", .place = &VitConfig::normalized, .optional = true}};
constexpr const char *kWeight = "projection.weight", *kBias = "projection.bias";

void check(const VitConfig& config) {
  if (config.pre_logits > 0) refuse_config("a projection and a pre_logits layer are not in one model");
  if (config.distilled) refuse_config("a distilled one has no projection");
}

void tensors(const VitConfig& config, TensorList& list) {
  list.add(kWeight, {config.projection, config.pooled()}, Role::head);
  if (config.projection_bias) list.add(kBias, {config.projection}, Role::head);
}

double macs(const VitConfig& config, const TokenCounts&) {
  return static_cast<double>(config.projection) * static_cast<double>(config.pooled());
}

}  // namespace

Part projection_part() {
  return {.name = "projection",
          .doc = "a map into the channels that pictures and texts share",
          .stage = Stage::after,
          .fields = kProjection,
          .present = [](const VitConfig& config) { return config.projection > 0; },
          .check = check,
          .tensors = tensors,
          .macs = macs,
          .infer =
              [](Inference& from) {
                from.config.projection = from.size_if_any(kWeight, 2, 0);
                from.config.projection_bias = from.has(kBias);
              }};
}

Part normalized_features_part() {
  return {.name = "features of length 1",
          .doc = "features are divided by their length, so that a head compares by the cosine",
          .stage = Stage::after,
          .fields = kNormalized,
          .present = [](const VitConfig& config) { return config.normalized; },
          .check =
              [](const VitConfig& config) {
                if (config.distilled) refuse_config("a distilled one has no features of length 1");
              }};
}

}  // namespace pyra

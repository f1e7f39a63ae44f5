// How the last tokens become the features that the head reads.
#include <algorithm>
#include <array>

#include "architecture/inference.h"
#include "architecture/part.h"

namespace pyra {
namespace {

struct Kind {
  Pooling pooling;
  const char *name, *in_words;
};
constexpr std::array kKinds{Kind{Pooling::class_token, "class_token", "class-token pooling"},
                            Kind{Pooling::average, "average", "average pooling"}};

const Kind& kind_of(Pooling pooling) {
  return *std::find_if(kKinds.begin(), kKinds.end(),
                       [=](const Kind& kind) { return kind.pooling == pooling; });
}

bool choose(const std::string& word, VitConfig& config) {
  const auto* found =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& kind) { return kind.name == word; });
  if (found == kKinds.end()) return false;
  config.pooling = found->pooling;
  return true;
}

std::vector<std::string> words() {
  std::vector<std::string> names;
  for (const Kind& kind : kKinds) names.emplace_back(kind.name);
  return names;
}

constexpr Choice kChoice{[](const VitConfig& config) { return pooling_name(config.pooling); }, choose, words};
constexpr Field kFields[] = {{"pooling", &kChoice}};

void check(const VitConfig& config) {
  if (config.pooling == Pooling::class_token && !config.class_token) {
    refuse_config(
        "class-token pooling needs a class token (cls_token), which this one lacks: use average pooling");
  }
}

void settle(Inference& from) {
  VitConfig& config = from.config;
  if (const auto pooling = from.overrides.pooling ? from.overrides.pooling : from.sidecar.pooling) {
    config.pooling = *pooling;
    return;
  }
  config.pooling = config.class_token && !config.fc_norm ? Pooling::class_token : Pooling::average;
  if (config.class_token && !config.distilled) from.assumed.emplace_back(kind_of(config.pooling).in_words);
}

}  // namespace

std::string pooling_name(Pooling pooling) { return kind_of(pooling).name; }

Part pooling_part() {
  return {.name = "pooling",
          .doc = "the class token, or the mean of the patches weighted by their sizes, as features",
          .stage = Stage::after,
          .fields = kFields,
          .check = check,
          .settle = settle,
          .override_by = [](const BackboneOverrides& said, VitConfig& config) {
            config.pooling = said.pooling.value_or(config.pooling);
          }};
}

}  // namespace pyra

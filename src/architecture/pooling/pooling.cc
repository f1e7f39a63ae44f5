// How the last tokens become the features that the head reads.
#include <algorithm>
#include <array>

#include "architecture/inference.h"
#include "architecture/part.h"
#include "architecture/pooling/attention_pool.h"
#include "pyra/error.h"

namespace pyra {
namespace {

struct Kind {
  Pooling pooling;
  const char *name, *in_words;
};
constexpr std::array kKinds{
    Kind{Pooling::class_token, "class_token", "class-token pooling"},
    Kind{Pooling::average, "average", "average pooling"},
    Kind{Pooling::class_and_average, "class+average", "pooling of the class token and the average"},
    Kind{Pooling::attention, "attention", "attention pooling"}};

const Kind& kind_of(Pooling pooling) {
  return *std::find_if(kKinds.begin(), kKinds.end(),
                       [=](const Kind& kind) { return kind.pooling == pooling; });
}

bool choose(const std::string& word, VitConfig& config) {
  const auto known = find_pooling(word);
  config.pooling = known.value_or(config.pooling);
  return known.has_value();
}

constexpr Choice kChoice{[](const VitConfig& config) { return pooling_name(config.pooling); }, choose,
                         pooling_names};
constexpr Field kFields[] = {{"pooling", &kChoice}};

void check(const VitConfig& config) {
  const bool of_class_token =
      config.pooling == Pooling::class_token || config.pooling == Pooling::class_and_average;
  if (of_class_token && !config.class_token) {
    refuse_config(std::string(kind_of(config.pooling).in_words) +
                  " needs a class token (cls_token), which this one lacks: use average pooling");
  }
  if (config.pooling == Pooling::class_and_average && (config.fc_norm || config.pre_logits > 0)) {
    refuse_config("class+average pooling gives " + std::to_string(config.pooled()) + " channels, and " +
                  (config.fc_norm ? "the norm after pooling" : "the pre_logits layer") + " reads " +
                  std::to_string(config.dim));
  }
}

/// A head that reads twice the channels is one of both, whatever is assumed of others; said otherwise, it
/// cannot be.
void settle(Inference& from) {
  VitConfig& config = from.config;
  const bool reads_both = from.size_if_any("head.weight", 2, 1) == 2 * config.dim && config.class_token &&
                          !config.distilled && config.pre_logits == 0;
  const auto& said = from.overrides.pooling;
  if (reads_both && said.value_or(Pooling::class_and_average) != Pooling::class_and_average) {
    throw InputError("the head of these weights reads " + std::to_string(2 * config.dim) +
                     " channels, the class token and the average, which " + kind_of(*said).in_words +
                     " does not give: leave the pooling out, or take the head off");
  }
  if (reads_both) {
    config.pooling = Pooling::class_and_average;
    return;
  }
  if (const auto pooling = said ? said : from.sidecar.pooling) {
    config.pooling = *pooling;
    return;
  }
  if (has_attention_pool(from)) {
    config.pooling = Pooling::attention;
    return;
  }
  config.pooling = config.class_token && !config.fc_norm ? Pooling::class_token : Pooling::average;
  if (config.class_token && !config.distilled) from.assumed.emplace_back(kind_of(config.pooling).in_words);
}

}  // namespace

std::string pooling_name(Pooling pooling) { return kind_of(pooling).name; }

std::vector<std::string> pooling_names() {
  std::vector<std::string> names;
  for (const Kind& kind : kKinds) names.emplace_back(kind.name);
  return names;
}

std::optional<Pooling> find_pooling(const std::string& name) {
  const auto* found =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& kind) { return kind.name == name; });
  return found == kKinds.end() ? std::nullopt : std::optional(found->pooling);
}

Part pooling_part() {
  return {.name = "pooling",
          .doc =
              "the class token, the mean of the patches weighted by their sizes, both, or what a query "
              "attends to",
          .stage = Stage::after,
          .fields = kFields,
          .check = check,
          .settle = settle,
          .override_by = [](const BackboneOverrides& said, VitConfig& config) {
            config.pooling = said.pooling.value_or(config.pooling);
          }};
}

}  // namespace pyra

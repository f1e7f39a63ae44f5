#include <nlohmann/json.hpp>

#include "base/json/json_record.h"
#include "base/json/json_text.h"
#include "io/safetensors.h"
#include "methods/tocom/tocom_tensors.h"
#include "pyra/checkpoint.h"
#include "pyra/error.h"
#include "pyra/tocom.h"
#include "pyra/version.h"

namespace pyra {
namespace {

using Json = nlohmann::ordered_json;
constexpr int kFormatVersion = 1;
constexpr std::int64_t kLargestWidth = 1 << 16;

template <class T, class Visit>
void visit_fields(T& tocom, Visit&& visit) {
  visit("backbone_fingerprint", tocom.backbone_fingerprint);
  visit("rank", tocom.rank);
  visit("max_rate", tocom.max_rate);
  visit("scale", tocom.scale);
  visit("command", tocom.command);
  visit("metrics", tocom.metrics);
}

std::string to_json(const Tocom& tocom) {
  Json json{{"format_version", kFormatVersion},
            {"pyra_version", kVersion},
            {"config", Json::parse(config_to_json(tocom.config))}};
  visit_fields(tocom, WriteFields(json));
  return json_text(json);
}

Tocom from_json(const std::string& text) {
  try {
    const nlohmann::json json = parse_json(text, "the text");
    check_format_version(json, kFormatVersion, "ToCom");
    Tocom tocom;
    tocom.config = config_from_json(json_text(required(json, "config")));
    visit_fields(tocom, ReadFields(json));
    return tocom;
  } catch (const InputError& error) {
    throw InputError(std::string("the ToCom's manifest is not valid: ") + error.what());
  }
}

void check(const Tocom& tocom) {
  if (tocom.rank < 1 || tocom.max_rate < 1 || tocom.rank > kLargestWidth || tocom.max_rate > kLargestWidth ||
      tocom.width() > kLargestWidth) {
    throw InputError("rank " + std::to_string(tocom.rank) + " and rates up to " +
                     std::to_string(tocom.max_rate) +
                     "; both must be at least 1, and their product at most " + std::to_string(kLargestWidth));
  }
  if (!(tocom.scale >= 0 && tocom.scale <= 100)) {
    throw InputError("scale " + std::to_string(tocom.scale) + ", expected a number in [0, 100]");
  }
  check_tensors(tocom.tensors, tocom_shapes(tocom.config, tocom.width()));
}

}  // namespace

void write_tocom(const std::filesystem::path& file, const Tocom& tocom) {
  check(tocom);
  write_safetensors(file, tocom.tensors, {{kTocomKey, to_json(tocom)}, {"format", "pt"}});
}

Tocom read_tocom(const std::filesystem::path& file) {
  Checkpoint checkpoint = read_checkpoint(file);
  const auto found = checkpoint.metadata.find(kTocomKey);
  if (found == checkpoint.metadata.end()) {
    throw InputError(file.string() + " is no ToCom: its metadata lack " + kTocomKey +
                     "; make one with pyra tocom");
  }
  try {
    Tocom tocom = from_json(found->second);
    tocom.tensors = std::move(checkpoint.tensors);
    check(tocom);
    return tocom;
  } catch (const InputError& error) {
    throw InputError(file.string() + ": " + error.what(), error.code());
  }
}

}  // namespace pyra

#include "architecture/inference.h"
#include "architecture/part.h"
#include "pyra/error.h"

namespace pyra {
namespace {

constexpr std::int64_t kMaxPatches = 1 << 20;
constexpr const char* kWeight = "patch_embed.proj.weight";

constexpr Field kFields[] = {{"image_height", &VitConfig::image_height, 1},
                             {"image_width", &VitConfig::image_width, 1},
                             {"patch", &VitConfig::patch, 1},
                             {"dim", &VitConfig::dim, 1},
                             {"patch_bias", &VitConfig::patch_bias}};

std::string size_text(const VitConfig& config) {
  return std::to_string(config.image_height) + "x" + std::to_string(config.image_width);
}

void check(const VitConfig& config) {
  if (config.image_height % config.patch != 0 || config.image_width % config.patch != 0) {
    refuse_config("an image of " + size_text(config) + " is not divisible into patches of " +
                  std::to_string(config.patch) + " pixels");
  }
  if (config.patches() > kMaxPatches) {
    refuse_config("an image of " + size_text(config) + " has " + std::to_string(config.patches()) +
                  " patches, at most " + std::to_string(kMaxPatches) + " are supported");
  }
}

void tensors(const VitConfig& config, TensorList& list) {
  list.add(kWeight, {config.dim, 3, config.patch, config.patch});
  if (config.patch_bias) list.add("patch_embed.proj.bias", {config.dim}, Role::bias);
}

double macs(const VitConfig& config, const TokenCounts&) {
  return static_cast<double>(config.patches()) * 3.0 * static_cast<double>(config.patch * config.patch) *
         static_cast<double>(config.dim);
}

void infer(Inference& from) {
  from.config.dim = from.size_of(kWeight, 4, 0);
  from.config.patch = from.size_of(kWeight, 4, 2);
  if (from.size_of(kWeight, 4, 1) != 3 || from.size_of(kWeight, 4, 3) != from.config.patch) {
    throw InputError("the tensor '" + std::string(kWeight) + "' is " + from.tensors.at(kWeight).describe() +
                     "; pyra reads models of square patches and 3 colour channels");
  }
  from.config.patch_bias = from.has("patch_embed.proj.bias");
}

}  // namespace

Part patches_part() {
  return {.name = "square patches",
          .doc = "a picture becomes tokens: each patch of it, three colours, through one map",
          .fields = kFields,
          .check = check,
          .tensors = tensors,
          .macs = macs,
          .infer = infer};
}

}  // namespace pyra

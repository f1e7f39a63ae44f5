// A pretrained Vision Transformer from any supported file, under timm's names.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pyra/host_tensor.h"
#include "pyra/preprocessing.h"
#include "pyra/vit_config.h"

namespace pyra {

// Metadata by which a safetensors file says what its weights do not; they go before every assumption.
inline constexpr const char* kConfigKey = "pyra.config";                // config_to_json
inline constexpr const char* kPreprocessingKey = "pyra.preprocessing";  // preprocessing_to_json
inline constexpr const char* kClassesKey = "pyra.classes";              // JSON list of names

/// Which of the copies that a training script keeps side by side in one file.
enum class WeightCopy {
  raw,      // those that the optimizer moved ("model", "state_dict")
  ema,      // their moving average ("state_dict_ema", "model_ema")
  student,  // of self-distillation
  teacher,
};

/// "raw", "ema", "student" or "teacher".
std::string copy_name(WeightCopy copy);

/// What the user says about a file whose weights do not say it.
struct BackboneOverrides {
  std::optional<std::int64_t> heads;
  std::optional<Pooling> pooling;
  std::optional<double> norm_eps;
  std::optional<Activation> activation;
  std::optional<PositionResizing> position_resizing;
  std::optional<RotaryKind> rotary;  // of an adapter's backbone
  std::optional<std::pair<std::int64_t, std::int64_t>>
      image_size;  // height, width: what the positions are for
  std::optional<std::pair<std::int64_t, std::int64_t>>
      image_hint;  // taken where nothing else says the size and it fits
  bool trained_on =
      false;  // by an adapter, whose file says what is computed: what stands beside this one refuses nothing
  /// A copy_name() or a prefix of tensor names; default: what its authors use, if known.
  std::optional<std::string> copy;
};

struct Backbone {
  VitConfig config;
  TensorMap
      tensors;  // timm names, float32, task head (head.*, head_dist.*, projection.*) included if present
  std::string format;  // "safetensors", "torch zip", "npz"
  std::string family;  // name of the key map: "timm", "deit", "huggingface" ...
  /// Config beside the file, else the family's default for this image size. Pictures of another size than the
  /// config's where the family's library resizes positions for them: resize_pos_embed() then does so.
  Preprocessing preprocessing;
  std::string preprocessing_source;      // "config.json beside the file" or "default of timm ViT" ...
  std::vector<std::string> class_names;  // id2label of a Hugging Face config; empty if unknown
  bool projected_features = true;        // of its library, where the config has a projection
  std::string problem_type;              // of such a config: what its head answers; empty if not stated
  std::vector<std::string> assumptions;  // lines to be printed: what the weights do not say
  std::string fingerprint;               // 64 hex digits, see fingerprint()
};

/// `file` may also be a folder with model.safetensors or its index, as transformers saves models.
/// Reads and checks everything: every expected tensor present with the expected shape, no tensor left over.
/// Throws InputError naming the tensor or the byte at fault.
Backbone read_backbone(const std::filesystem::path& file, const BackboneOverrides& overrides = {});

/// The prefixes below which the file holds a copy of the weights, each a value for BackboneOverrides::copy.
std::vector<std::string> backbone_copies(const std::filesystem::path& file);

/// SHA-256 (hex) over name, shape and float32 bytes of the timm-named tensors in name order, task head and
/// projection excluded; then over what the same weights may compute besides, as the activation's name where
/// it is not the exact GELU.
std::string fingerprint(const TensorMap& timm_tensors, const VitConfig& config = {});

/// Interpolates pos_embed to another image size as config.position_resizing says (prefix tokens kept) and
/// adjusts `config` and `preprocessing`; the fingerprint stays that of the file. Throws InputError when a
/// side is not a positive multiple of the patch size.
void resize_pos_embed(Backbone& backbone, std::int64_t image_height, std::int64_t image_width);

/// The same to the size of `pictures`, where that is another; they become backbone.preprocessing.
void fit_positions(Backbone& backbone, const Preprocessing& pictures);

/// Every tensor that a backbone of this config has, with its shape; the task head only where classes > 0.
std::vector<std::pair<std::string, std::vector<std::int64_t>>> expected_tensors(const VitConfig& config);

}  // namespace pyra

#include "pyra/backbone.h"

#include "architecture/families/key_map.h"
#include "architecture/families/layout.h"
#include "architecture/foreign.h"
#include "architecture/infer_vit_config.h"
#include "architecture/loaded_weights.h"
#include "architecture/model_spec.h"
#include "architecture/own_files.h"
#include "architecture/positions/rotary.h"
#include "architecture/sidecar/sidecar.h"
#include "architecture/sidecar/sidecar_preprocessing.h"
#include "base/json/json_reader.h"
#include "base/named_reason.h"
#include "base/text/words.h"
#include "io/read_budget.h"
#include "io/sharded.h"
#include "pyra/checkpoint.h"
#include "pyra/error.h"

namespace pyra {
namespace {

std::string size_text(std::int64_t height, std::int64_t width) {
  return std::to_string(height) + "x" + std::to_string(width);
}

class Assembler {
 public:
  Assembler(const std::filesystem::path& file, const BackboneOverrides& overrides, Checkpoint checkpoint)
      : file_(file), overrides_(overrides), checkpoint_(std::move(checkpoint)) {}

  Backbone assemble() {
    if (const OwnFile* own = own_file(checkpoint_)) {
      throw InputError("this is " + std::string(own->what) + ", not a backbone: " + own->advice, own->code);
    }
    const KeyMap& key_map = find_key_map(checkpoint_.tensors, overrides_.copy);
    MappedWeights weights = key_map.map(std::move(checkpoint_.tensors), overrides_.copy);
    backbone_.format = checkpoint_.format;
    backbone_.family = key_map.name;
    family_ = &key_map;
    backbone_.assumptions = std::move(weights.notes);
    sidecar_ = key_map.sidecar(file_);
    backbone_.config = config(weights);
    backbone_.projected_features = family_->projected_features;
    leave_out_spare(weights.tensors);
    check_tensors(weights.tensors, backbone_.config);
    if (backbone_.config.rope_counted && metadata(kConfigKey) == nullptr)
      separate_turned_pairs(weights.tensors, backbone_.config);
    ReadBudget budget(stored_bytes(file_), file_.string());
    for (const auto& [name, tensor] : weights.tensors) {
      // Half-precision tensors of an archive may share one storage, but their float32 copies do not.
      if (tensor.dtype != DType::f32)
        budget.take(static_cast<std::uint64_t>(tensor.elements()) * sizeof(float));
      backbone_.tensors.emplace(name, to_weight(name, tensor));
    }
    backbone_.fingerprint = fingerprint(backbone_.tensors, backbone_.config);
    settle_preprocessing();
    settle_class_names();
    backbone_.problem_type = sidecar_.problem_type;
    return std::move(backbone_);
  }

 private:
  const std::string* metadata(const char* key) const {
    const auto found = checkpoint_.metadata.find(key);
    return found == checkpoint_.metadata.end() ? nullptr : &found->second;
  }

  VitConfig config(MappedWeights& weights) {
    if (const std::string* stated = metadata(kConfigKey)) {
      VitConfig config = config_from_json(*stated);
      for (const Part& part : all_parts()) {
        if (part.override_by != nullptr) part.override_by(overrides_, config);
      }
      validate(config);
      return config;
    }
    const auto projection = weights.tensors.find("patch_embed.proj.weight");
    if (sidecar_.dim && projection != weights.tensors.end() && !projection->second.shape.empty() &&
        *sidecar_.dim != projection->second.shape[0]) {
      backbone_.assumptions.push_back("config.json beside the file is of another model (" +
                                      std::to_string(*sidecar_.dim) + " channels, the weights have " +
                                      std::to_string(projection->second.shape[0]) +
                                      ") and was ignored, with what it says of pictures and classes");
      sidecar_ = {};
    }
    if (!weights.unless_named.empty() && sidecar_.architecture.empty() && !overrides_.trained_on)
      throw InputError(weights.unless_named);
    if (!sidecar_.refusal.empty() && !overrides_.trained_on) throw InputError(sidecar_.refusal);
    if (!sidecar_.unknown_activation.empty() && !overrides_.activation) {
      throw InputError("config.json beside the file states the activation '" + sidecar_.unknown_activation +
                           "'; pyra computes " + listed(activation_names(), "and") +
                           " (an activation that is stated goes before the file's)",
                       code::kActivationUnknown);
    }
    if (!sidecar_.pooling) {
      sidecar_.pooling = weights.pooling ? weights.pooling : family_->pooling;
      if (!overrides_.pooling && !family_->pooling_note.empty())
        backbone_.assumptions.emplace_back(family_->pooling_note);
    }
    if (sidecar_.norm_after_pooling) {
      rename(weights.tensors, "norm.weight", "fc_norm.weight");
      rename(weights.tensors, "norm.bias", "fc_norm.bias");
    }
    if (!sidecar_.rotary && family_->rope_theta) sidecar_.rotary = RotaryKind{.theta = *family_->rope_theta};
    if (!sidecar_.rotary && sidecar_.architecture.empty()) sidecar_.rotary = weights.rotary;
    if (family_->norm_eps && !sidecar_.norm_eps && !overrides_.norm_eps) {
      sidecar_.norm_eps = family_->norm_eps->eps;
      backbone_.assumptions.emplace_back(family_->norm_eps->note);
    }
    if (family_->activation && !sidecar_.activation && !overrides_.activation) {
      sidecar_.activation = family_->activation->activation;
      backbone_.assumptions.emplace_back(family_->activation->note);
    }
    VitConfig config =
        infer_vit_config(weights.tensors, weights.heads, sidecar_, overrides_, backbone_.assumptions);
    config.position_resizing = overrides_.position_resizing.value_or(weights.position_resizing);
    if (sidecar_.heads_dim && *sidecar_.heads_dim != config.dim) {
      backbone_.assumptions.push_back("the architecture '" + sidecar_.architecture + "' of config.json has " +
                                      std::to_string(*sidecar_.heads_dim) + " channels, the weights " +
                                      std::to_string(config.dim) +
                                      ": taken for one of its kind, of another size");
    }
    return config;
  }

  void leave_out_spare(TensorMap& tensors) {
    for (const Part& part : all_parts()) {
      if (part.spare.empty() || part.present(backbone_.config)) continue;
      const auto count =
          std::erase_if(tensors, [&](const auto& entry) { return entry.first.starts_with(part.spare); });
      if (count == 0) continue;
      backbone_.assumptions.push_back("left out " + std::to_string(count) + " tensors below " +
                                      std::string(part.spare) + " (" + std::string(part.name) +
                                      ", which this model is read without)");
    }
  }

  void settle_preprocessing() {
    const VitConfig& config = backbone_.config;
    for (const std::string& note : sidecar_.notes) backbone_.assumptions.push_back(note);
    if (const std::string* stated = metadata(kPreprocessingKey)) {
      backbone_.preprocessing = preprocessing_from_json(*stated);
      backbone_.preprocessing_source = "metadata of the file";
    } else if (sidecar_.preprocessing) {
      backbone_.preprocessing = *sidecar_.preprocessing;
      backbone_.preprocessing_source = sidecar_.pictures_file + " beside the file";
    } else {
      const DefaultPictures* named = sidecar_.default_pictures;
      std::string warning;
      const DefaultPictures& pictures = default_pictures(named != nullptr ? named : family_->pictures,
                                                         family_->shared_names, config, warning);
      backbone_.preprocessing = preprocessing_of(pictures, config);
      backbone_.preprocessing_source = pictures.source;
      const auto& stated = sidecar_.timm_pictures;
      if (stated && stated->mean && stated->std) warning.clear();
      if (stated) {
        backbone_.preprocessing =
            complete(*stated, backbone_.preprocessing, backbone_.preprocessing_source, backbone_.assumptions);
        backbone_.preprocessing_source = "config.json beside the file";
      }
      if (!warning.empty()) backbone_.assumptions.push_back(warning);
    }
    fit_preprocessing();
  }

  /// Pictures must come out in the size that the positions are for, whatever a config says; unless positions
  /// are meant to be resized for them.
  void fit_preprocessing() {
    const VitConfig& config = backbone_.config;
    Preprocessing& preprocessing = backbone_.preprocessing;
    if (preprocessing.crop_height == config.image_height && preprocessing.crop_width == config.image_width)
      return;
    if (metadata(kPreprocessingKey) != nullptr) return;  // meant so: whoever reads the file resizes positions
    const auto fills = [&](std::int64_t side) { return side > 0 && side % config.patch == 0; };
    if (family_->resizes_positions && fills(preprocessing.crop_height) && fills(preprocessing.crop_width)) {
      backbone_.assumptions.push_back("pictures of " +
                                      size_text(preprocessing.crop_height, preprocessing.crop_width) +
                                      ", as " + backbone_.preprocessing_source + " says: the positions, of " +
                                      size_text(config.image_height, config.image_width) +
                                      ", are resized for them, as their library does");
      return;
    }
    backbone_.assumptions.push_back(
        "the preprocessing states pictures of " +
        size_text(preprocessing.crop_height, preprocessing.crop_width) + ", the weights are for " +
        size_text(config.image_height, config.image_width) + ": resized and cropped in proportion");
    scale_preprocessing(preprocessing, config.image_height, config.image_width);
  }

  void settle_class_names() {
    const std::string* stated = metadata(kClassesKey);
    backbone_.class_names = stated != nullptr
                                ? parse_names(*stated, "the metadata '" + std::string(kClassesKey) + "'")
                                : sidecar_.class_names;
    const auto count = static_cast<std::int64_t>(backbone_.class_names.size());
    if (count == 0 || count == backbone_.config.classes) return;
    if (stated != nullptr) {
      throw InputError("the file names " + std::to_string(count) + " classes, its head has " +
                       std::to_string(backbone_.config.classes));
    }
    backbone_.class_names.clear();
    if (backbone_.config.classes > 0) {
      backbone_.assumptions.push_back("config.json names " + std::to_string(count) +
                                      " classes, the head has " + std::to_string(backbone_.config.classes) +
                                      ": the names were ignored");
    }
  }

  const std::filesystem::path& file_;
  const BackboneOverrides& overrides_;
  Checkpoint checkpoint_;
  const KeyMap* family_ = nullptr;
  Sidecar sidecar_;
  Backbone backbone_;
};

}  // namespace

Backbone read_backbone(const std::filesystem::path& file_or_folder, const BackboneOverrides& overrides) {
  const std::filesystem::path file = weights_path(file_or_folder);
  try {
    Checkpoint checkpoint = read_checkpoint(file);
    const ForeignFamily* foreign = find_foreign(checkpoint.tensors);
    try {
      return Assembler(file, overrides, std::move(checkpoint)).assemble();
    } catch (const InputError& error) {
      if (foreign == nullptr) throw;
      const std::string why = error.what();
      const bool lists_families = why.find('\n') != std::string::npos;  // which say nothing of this one
      throw InputError("this looks like " + std::string(foreign->what) + ": " + std::string(foreign->advice) +
                           (lists_families ? "" : ". (" + why + ")"),
                       error.code());
    }
  } catch (const InputError& error) {
    const char* advice =
        "; by its name it is one of several files of a model: give their folder or their index";
    throw InputError(named_reason(file, error.what()) + (looks_like_shard(file) ? advice : ""), error.code());
  }
}

}  // namespace pyra

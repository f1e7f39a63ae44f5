// open_clip_config.json: model_cfg with its vision_cfg, and preprocess_cfg.
#include <limits>
#include <string_view>

#include "architecture/sidecar/sidecar_colours.h"
#include "architecture/sidecar/sidecar_parts.h"
#include "architecture/sidecar/sidecar_preprocessing.h"
#include "architecture/sidecar/stated_traits.h"
#include "base/json/json_reader.h"

namespace pyra {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

constexpr double whole(std::int64_t value) { return static_cast<double>(value); }

constexpr Trait kOfModel[] = {{"embed_dim", TraitKind::whole, [](const VitConfig& c) {
                                 return c.projection > 0 ? whole(c.projection) : kUnknown;
                               }}};

// Of towers that are open_clip's own.
constexpr Trait kOfTower[] = {
    {"layers", TraitKind::whole, [](const VitConfig& c) { return whole(c.depth); }},
    {"width", TraitKind::whole, [](const VitConfig& c) { return whole(c.dim); }},
    {"patch_size", TraitKind::square, [](const VitConfig& c) { return whole(c.patch); }},
    {"mlp_ratio", TraitKind::ratio, [](const VitConfig& c) { return whole(c.mlp_dim) / whole(c.dim); }},
    {"no_ln_pre", TraitKind::flag, [](const VitConfig& c) { return c.norm_pre ? 0.0 : 1.0; }},
    {"ls_init_value", TraitKind::truth, [](const VitConfig& c) { return c.layer_scale ? 1.0 : 0.0; }}};

// What changes the function of the same tensors, or of others that pyra has no part for.
constexpr std::string_view kMustBeOff[] = {"attentional_pool", "qk_norm",          "scaled_cosine_attn",
                                           "scale_heads",      "scale_attn_inner", "scale_attn",
                                           "scale_fc",         "block_type"};

void read_activation(const StatedFields& model, const StatedFields& tower) {
  Sidecar& sidecar = model.sidecar();
  // The flag is called as the activation is.
  const bool quick = model.flag(activation_name(Activation::quick_gelu)).value_or(false);
  sidecar.activation = quick ? Activation::quick_gelu : Activation::gelu;
  const auto arguments = tower.object("act_kwargs");
  if (!arguments) return;
  for (const auto& [name, value] : arguments->json().items()) {
    const bool tanh = name == "approximate" && value == "tanh",
               exact = name == "approximate" && value == "none";
    if (!quick && (tanh || exact)) {
      if (tanh) sidecar.activation = Activation::gelu_tanh;
    } else {
      arguments->refuse(arguments->path(name) + " = " + shown(value), "an option that pyra does not compute");
    }
  }
}

void read_own_tower(const StatedFields& model, const StatedFields& tower) {
  Sidecar& sidecar = tower.sidecar();
  for (const std::string_view option : kMustBeOff) {
    const auto* stated = tower.find(std::string(option));
    if (stated != nullptr && *stated != false && *stated != "default")
      tower.refuse(tower.path(std::string(option)) + " = " + shown(*stated),
                   "an option that pyra does not compute");
  }
  read_traits(tower, kOfTower);
  read_activation(model, tower);
  const std::int64_t width = tower.whole("width").value_or(768),
                     head = tower.whole("head_width").value_or(64);
  if (head > 0 && width % head == 0)
    sidecar.heads = width / head;
  else
    tower.expect("head_width", "a divisor of the width");
  const auto norms = tower.object("norm_kwargs");
  sidecar.norm_eps = norms ? norms->number("eps").value_or(1e-5) : 1e-5;
  const std::string pool = tower.text("pool_type").value_or("tok");
  if (pool == "tok" || pool == "avg") {
    sidecar.pooling = pool == "avg" ? Pooling::average : Pooling::class_token;
  } else {
    tower.refuse("the pooling '" + pool + "'", "pyra computes open_clip's 'tok' and 'avg'");
  }
  sidecar.norm_after_pooling = pool == "avg" && tower.flag("final_ln_after_pool").value_or(false);
}

void read_timm_tower(const StatedFields& tower) {
  Sidecar& sidecar = tower.sidecar();
  sidecar.architecture = tower.text("timm_model_name").value_or("");
  state_timm_architecture(tower);
  state_timm_pooling(tower, "timm_pool");
  if (tower.text("timm_proj").value_or("") == "mlp")
    tower.refuse("timm_proj 'mlp'", "pyra's towers have one map after pooling, or none");
}

/// As open_clip's transform for evaluation makes them, where the size is known.
void read_pictures(const StatedFields& config, const StatedFields& tower) {
  Sidecar& sidecar = config.sidecar();
  const auto size = config.sides("size") ? config.sides("size") : tower.sides("image_size");
  const std::string mode = config.text("resize_mode").value_or("shortest"),
                    filter = config.text("interpolation").value_or("bicubic");
  if (mode != "shortest" && mode != "squash") {
    config.refuse("the resize mode '" + mode + "'", "pyra knows open_clip's 'shortest' and 'squash'");
    return;
  }
  if (filter != "bicubic" && filter != "bilinear" && filter != "random") {
    config.refuse("the interpolation '" + filter + "'", "open_clip has bicubic, bilinear and random");
    return;
  }
  TimmPictures pictures;
  pictures.mean = mean_field(config, "mean").value_or(kClipMean);
  pictures.std = deviation_field(config, "std").value_or(kClipStd);
  pictures.size = size;
  pictures.crop_share = 1;
  pictures.interpolation = filter == "bilinear" ? Interpolation::bilinear : Interpolation::bicubic;
  pictures.crop_mode = mode == "squash" ? "squash" : "center";
  if (size) sidecar.preprocessing = complete(pictures, {}, "", sidecar.notes);
}

}  // namespace

void read_open_clip_config(const StatedFields& config) {
  Sidecar& sidecar = config.sidecar();
  const auto model = config.object("model_cfg");
  const auto tower = model ? model->object("vision_cfg") : std::nullopt;
  if (!tower) {
    config.note("beside the file has no model_cfg with a vision_cfg and was not read");
    return;
  }
  sidecar.image_size = tower->sides("image_size");
  read_traits(*model, kOfModel);
  if (tower->find("timm_model_name") != nullptr)
    read_timm_tower(*tower);
  else
    read_own_tower(*model, *tower);
  if (const auto pictures = config.object("preprocess_cfg")) read_pictures(*pictures, *tower);
}

}  // namespace pyra

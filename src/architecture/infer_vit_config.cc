#include "architecture/infer_vit_config.h"

#include <cmath>

#include "architecture/sidecar/stated_traits.h"
#include "pyra/error.h"

namespace pyra {
namespace {

/// Dimension `axis` of a tensor that must be there and have `rank` dimensions.
std::int64_t size_of(const TensorMap& tensors, const std::string& name, std::size_t rank, std::size_t axis) {
  const auto found = tensors.find(name);
  if (found == tensors.end())
    throw InputError("the checkpoint lacks the tensor '" + name + "' of a Vision Transformer");
  const HostTensor& tensor = found->second;
  if (tensor.shape.size() != rank || tensor.elements() == 0) {
    throw InputError("the tensor '" + name + "' is " + tensor.describe() + ", expected " +
                     std::to_string(rank) + " dimensions, none of them 0");
  }
  return tensor.shape[axis];
}

constexpr std::int64_t kMaxSide = 1 << 24;  // of a picture; products of two do not overflow

std::int64_t exact_root(std::int64_t square) {
  const auto root = static_cast<std::int64_t>(std::llround(std::sqrt(static_cast<double>(square))));
  return root > 0 && root * root == square ? root : 0;
}

std::int64_t count_blocks(const TensorMap& tensors) {
  std::int64_t depth = 0;
  while (tensors.contains("blocks." + std::to_string(depth) + ".norm1.weight")) ++depth;
  if (depth == 0)
    throw InputError("the checkpoint lacks the tensor 'blocks.0.norm1.weight' of a Vision Transformer");
  return depth;
}

std::int64_t assumed_heads(const VitConfig& config) {
  const std::int64_t dim = config.dim;
  if (dim == 1536 && !config.class_token) return 16;  // SigLIP 2's giant; RADIO's has a class token and 24
  switch (dim) {                                      // the published models whose heads are not 64 wide
    case 1152:                                        // SO400M
    case 1280:                                        // H/14
    case 1408:                                        // g/14
    case 1664:                                        // G/14
      return 16;
    default:
      break;
  }
  if (dim % 64 == 0) return dim / 64;
  return dim % 3 == 0 ? 3 : 1;
}

/// Sets image size and pos_embed_has_prefix from the number of positions. Returns the size where it is a
/// guess that hardly errs, else nothing; a guess that may well err has a line of its own in `assumptions`.
std::string infer_image(VitConfig& config, std::int64_t positions, const Sidecar& sidecar,
                        const BackboneOverrides& overrides, std::vector<std::string>& assumptions) {
  const std::int64_t prefix = config.prefix_tokens();
  const auto fits = [&](const std::optional<std::pair<std::int64_t, std::int64_t>>& size) {
    if (!size) return false;
    const auto [height, width] = *size;
    if (height < 1 || width < 1 || height > kMaxSide || width > kMaxSide || height % config.patch != 0 ||
        width % config.patch != 0)
      return false;
    const std::int64_t patches = (height / config.patch) * (width / config.patch);
    if (positions != patches && positions != patches + prefix) return false;
    config.image_height = height;
    config.image_width = width;
    config.pos_embed_has_prefix = prefix == 0 || positions != patches;
    return true;
  };
  if (fits(overrides.image_size)) return {};
  if (overrides.image_size) {
    throw InputError(
        "image size " + std::to_string(overrides.image_size->first) + "x" +
            std::to_string(overrides.image_size->second) + ": pos_embed has " + std::to_string(positions) +
            " positions, which patches of " + std::to_string(config.patch) + " pixels and " +
            std::to_string(prefix) +
            " prefix tokens do not give; state the size that the weights were made for (positions are "
            "resized afterwards)",
        code::kImageSizeMisfit);
  }
  if (fits(sidecar.image_size) || fits(overrides.image_hint)) return {};
  const std::int64_t with_prefix = exact_root(positions - prefix), without = exact_root(positions);
  if (with_prefix == 0 && without == 0) {
    throw InputError("pos_embed has " + std::to_string(positions) +
                         " positions, which is not a square number of patches, with or without " +
                         std::to_string(prefix) +
                         " prefix tokens; state the size that the weights were made for",
                     code::kImageSizeUnknown);
  }
  bool ambiguous = false;
  config.pos_embed_has_prefix = prefix == 0 || without == 0;  // without prefix tokens, true by convention
  if (with_prefix != 0 && without != 0 && prefix > 0) {
    // timm's models with registers give positions to patches alone; those without registers to the class
    // token too.
    config.pos_embed_has_prefix = config.registers == 0;
    ambiguous = true;
    assumptions.push_back("the " + std::to_string(positions) + " positions of pos_embed are taken to " +
                          (config.pos_embed_has_prefix ? "include" : "leave out") + " the prefix tokens");
  }
  config.image_height = config.image_width =
      (config.pos_embed_has_prefix ? with_prefix : without) * config.patch;
  const std::string size = std::to_string(config.image_height) + "x" + std::to_string(config.image_width);
  // Without registers, positions of the patches alone are rare: patches of a rectangle and a class token are
  // as likely.
  const bool rare = config.registers == 0 && prefix > 0 && !config.pos_embed_has_prefix;
  if (!ambiguous && !rare && !sidecar.image_size) return size;
  assumptions.push_back(std::to_string(positions) + " positions are taken for pictures of " + size +
                        (rare ? " without a position for the class token" : "") +
                        (sidecar.image_size ? ", since those of the config beside the file do not fit" : "") +
                        "; another image size can be stated");
  return {};
}

void settle_unstated(VitConfig& config, const std::string& assumed_size,
                     std::optional<std::int64_t> heads_in_layout, const Sidecar& sidecar,
                     const BackboneOverrides& overrides, std::vector<std::string>& assumptions) {
  if (heads_in_layout && overrides.heads && *heads_in_layout != *overrides.heads) {
    throw InputError("the file states " + std::to_string(*heads_in_layout) + " heads, not " +
                     std::to_string(*overrides.heads) + ": leave the number of heads out");
  }
  if (overrides.heads && config.dim % *overrides.heads != 0) {
    throw InputError("the " + std::to_string(config.dim) +
                         " channels of these weights are not divisible by " +
                         std::to_string(*overrides.heads) + " heads; state a divisor, or none",
                     code::kHeadsDivide);
  }
  std::string assumed;
  const auto assume = [&](const std::string& text) { assumed += (assumed.empty() ? "" : ", ") + text; };

  const auto stated_heads =
      sidecar.heads_dim && *sidecar.heads_dim != config.dim ? std::nullopt : sidecar.heads;
  if (const auto heads = overrides.heads   ? overrides.heads
                         : heads_in_layout ? heads_in_layout
                                           : stated_heads) {
    config.heads = *heads;
  } else {
    config.heads = assumed_heads(config);
    assume(std::to_string(config.heads) + " heads of " + std::to_string(config.dim / config.heads) +
           " channels");
  }
  const Pooling likely = config.class_token && !config.fc_norm ? Pooling::class_token : Pooling::average;
  if (const auto pooling = overrides.pooling ? overrides.pooling : sidecar.pooling) {
    config.pooling = *pooling;
  } else {
    config.pooling = likely;
    if (config.class_token && !config.distilled) {
      assume(likely == Pooling::average ? "average pooling" : "class-token pooling");
    }
  }
  if (const auto eps = overrides.norm_eps ? overrides.norm_eps : sidecar.norm_eps) {
    config.norm_eps = *eps;
  } else {
    config.norm_eps = config.norm_pre ? 1e-5 : 1e-6;  // a norm before the blocks is CLIP's, whose eps is 1e-5
    assume(std::string("LayerNorm eps ") + (config.norm_pre ? "1e-5" : "1e-6"));
  }
  config.activation =
      overrides.activation ? *overrides.activation : sidecar.activation.value_or(Activation::gelu);
  if (!overrides.activation && !sidecar.activation) assume("the exact GELU");
  if (!assumed_size.empty()) assume("pictures of " + assumed_size);
  if (!assumed.empty()) assumptions.push_back("the weights do not say: " + assumed + " assumed");
}

}  // namespace

VitConfig infer_vit_config(const TensorMap& tensors, std::optional<std::int64_t> heads_in_layout,
                           const Sidecar& sidecar, const BackboneOverrides& overrides,
                           std::vector<std::string>& assumptions) {
  const std::string proj = "patch_embed.proj.weight";
  VitConfig config;
  config.dim = size_of(tensors, proj, 4, 0);
  config.patch = size_of(tensors, proj, 4, 2);
  if (size_of(tensors, proj, 4, 1) != 3 || size_of(tensors, proj, 4, 3) != config.patch) {
    throw InputError("the tensor '" + proj + "' is " + tensors.at(proj).describe() +
                     "; pyra reads models of square patches and 3 colour channels");
  }
  config.depth = count_blocks(tensors);
  config.mlp_dim = size_of(tensors, "blocks.0.mlp.fc1.weight", 2, 0);
  config.class_token = tensors.contains("cls_token");
  config.distilled = tensors.contains("dist_token");
  config.registers = tensors.contains("reg_token") ? size_of(tensors, "reg_token", 3, 1) : 0;
  config.patch_bias = tensors.contains("patch_embed.proj.bias");
  config.qkv_bias = tensors.contains("blocks.0.attn.qkv.bias");
  config.norm_pre = tensors.contains("norm_pre.weight");
  config.final_norm = tensors.contains("norm.weight");
  config.fc_norm = tensors.contains("fc_norm.weight");
  config.layer_scale = tensors.contains("blocks.0.ls1.gamma");
  config.pre_logits =
      tensors.contains("pre_logits.fc.weight") ? size_of(tensors, "pre_logits.fc.weight", 2, 0) : 0;
  config.classes = tensors.contains("head.weight") ? size_of(tensors, "head.weight", 2, 0) : 0;
  std::vector<std::string> doubts;
  const std::string size =
      infer_image(config, size_of(tensors, "pos_embed", 3, 1), sidecar, overrides, doubts);
  const std::string against = contradiction(sidecar.stated, config);
  if (!against.empty() && !overrides.trained_on) throw InputError(against);
  settle_unstated(config, size, heads_in_layout, sidecar, overrides, assumptions);
  assumptions.insert(assumptions.end(), doubts.begin(), doubts.end());
  validate(config);
  return config;
}

}  // namespace pyra

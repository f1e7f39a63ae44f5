#include "deploy/load_model_adapter.h"

#include <exception>
#include <sstream>

#include "architecture/head/of_head.h"
#include "architecture/positions/rotary.h"
#include "base/named_reason.h"
#include "base/text/path_text.h"
#include "deploy/output_scale.h"
#include "methods/list.h"
#include "pyra/error.h"
#include "recipes/read_manifest.h"
#include "reducers/list.h"

namespace pyra {
namespace {

std::filesystem::path find_backbone(const std::filesystem::path& file, const AdapterManifest& manifest,
                                    const LoadOptions& options) {
  if (options.backbone) return *options.backbone;
  const auto absolute = path_of_text(manifest.backbone_path);
  const auto relative = path_of_text((file.parent_path() / manifest.backbone_relative_path).string());
  if (std::filesystem::exists(absolute)) return absolute;
  if (!manifest.backbone_relative_path.empty() && std::filesystem::exists(relative)) return relative;
  throw InputError(file.string() + ": its backbone is neither at " + manifest.backbone_path + " nor at " +
                       relative.string() + "; name the file (fingerprint " + manifest.backbone_fingerprint +
                       ")",
                   code::kBackboneMissing);
}

/// An adapter knows what it was trained on; options that say otherwise must not pass unheard.
void refuse_contradictions(const BackboneOverrides& said, const VitConfig& known) {
  const auto check = [](const char* what, const auto& given, const auto& trained, const auto& spell) {
    if (!given || *given == trained) return;
    throw InputError(std::string(what) + " " + spell(*given) + ": the adapter was trained with " +
                         spell(trained) + ", as its file says; state nothing else",
                     code::kBackboneContradicted);
  };
  check("activation", said.activation, known.activation, activation_name);
  check("pooling", said.pooling, known.pooling, pooling_name);
  check("heads", said.heads, known.heads, [](std::int64_t heads) { return std::to_string(heads); });
  check("norm_eps", said.norm_eps, known.norm_eps, [](double eps) {
    std::ostringstream text;
    text << eps;
    return text.str();
  });
}

/// What contradicts the adapter is another backbone, not a damaged one.
Backbone read_for(const AdapterManifest& manifest, const std::filesystem::path& path,
                  const BackboneOverrides& overrides) {
  try {
    return read_backbone(path, overrides);
  } catch (const InputError& error) {
    if (!std::filesystem::exists(path)) throw;
    const VitConfig& config = manifest.config;
    throw InputError(
        std::string(error.what()) + "\nIt was read as the backbone that the adapter was trained on (" +
            manifest.backbone_path + ": dim " + std::to_string(config.dim) + ", depth " +
            std::to_string(config.depth) + ", " + std::to_string(config.heads) + " heads, fingerprint " +
            manifest.backbone_fingerprint.substr(0, 12) + "); if it is another one, name the right one",
        code::kBackboneOther);
  }
}

/// None of a file that cannot be read, which the reading itself will say.
std::vector<std::string> copies_in(const std::filesystem::path& path) {
  try {
    return backbone_copies(path);
  } catch (const InputError&) {
    return {};
  }
}

/// The copy of the weights that the adapter was trained on: the usual one or, unless the user named one, any
/// other of the file. Throws InputError when none has its fingerprint.
Backbone read_own_copy(const std::filesystem::path& path, const AdapterManifest& manifest,
                       BackboneOverrides overrides) {
  std::string usual;           // fingerprint of the usual copy
  std::exception_ptr refused;  // where nothing says which that is
  try {
    Backbone backbone = read_for(manifest, path, overrides);
    if (backbone.fingerprint == manifest.backbone_fingerprint) return backbone;
    usual = backbone.fingerprint;
  } catch (const InputError&) {
    refused = std::current_exception();
  }
  const auto copies = overrides.copy ? std::vector<std::string>{} : copies_in(path);
  for (std::size_t i = 0; i < copies.size() && copies.size() > 1; ++i) {
    overrides.copy = copies[i];
    Backbone backbone = read_for(manifest, path, overrides);
    if (backbone.fingerprint == manifest.backbone_fingerprint) return backbone;
  }
  if (refused) std::rethrow_exception(refused);
  throw InputError("the adapter was trained on another backbone.\n  adapter's:  " +
                       manifest.backbone_fingerprint + " (was at " + manifest.backbone_path +
                       ")\n  this one's: " + usual + " (" + path.string() + ")\nName the right one",
                   code::kBackboneOther);
}

/// The backbone's tensors at the adapter's image size, without the head of its own task.
TensorMap backbone_tensors(const std::filesystem::path& path, const AdapterManifest& manifest,
                           BackboneOverrides overrides) {
  refuse_contradictions(overrides, manifest.config);
  overrides.trained_on = true;
  overrides.activation = manifest.config.activation;
  overrides.position_resizing = manifest.config.position_resizing;
  if (manifest.config.rotary) overrides.rotary = rotary_kind(manifest.config);
  if (!overrides.heads) overrides.heads = manifest.config.heads;
  if (!overrides.norm_eps) overrides.norm_eps = manifest.config.norm_eps;
  if (!overrides.pooling) overrides.pooling = manifest.config.pooling;
  if (!overrides.image_size && manifest.backbone_image.size() == 2) {
    overrides.image_size = std::pair(manifest.backbone_image[0], manifest.backbone_image[1]);
  }
  overrides.image_hint = std::pair(manifest.config.image_height, manifest.config.image_width);
  Backbone backbone = read_own_copy(path, manifest, overrides);
  if (backbone.config.image_height != manifest.config.image_height ||
      backbone.config.image_width != manifest.config.image_width) {
    resize_pos_embed(backbone, manifest.config.image_height, manifest.config.image_width);
  }
  take_off_head(backbone.tensors, backbone.config);
  return std::move(backbone.tensors);
}

/// All that the manifest promises; nothing of that size is allocated before it is known to be there.
TensorShapes promised_tensors(const AdapterManifest& manifest, const Method& method) {
  TensorShapes shapes = expected_tensors(manifest.config);
  for (auto& shape : method.added(manifest.config, manifest.width)) shapes.push_back(std::move(shape));
  const Reducer& reducer = find_reducer(manifest.reducer);
  for (auto& shape : reducer.tensors(manifest.config, manifest.trained_rates()))
    shapes.push_back(std::move(shape));
  return shapes;
}

/// What `work` gives; its InputErrors name the file.
template <class Work>
auto of_file(const std::filesystem::path& file, const Work& work) {
  try {
    return work();
  } catch (const InputError& error) {
    throw InputError(named_reason(file, error.what()), error.code());
  }
}

}  // namespace

InferenceModel fold_adapter(Checkpoint checkpoint, const std::filesystem::path& file,
                            const LoadOptions& options) {
  const AdapterManifest manifest = read_manifest(checkpoint, file);
  const Method method = of_file(file, [&] { return find_method(manifest.method); });
  TensorMap tensors = std::move(checkpoint.tensors);
  if (!method.trains_all()) {
    TensorMap backbone =
        backbone_tensors(find_backbone(file, manifest, options), manifest, options.backbone_overrides);
    if (method.of_backbone != nullptr) {
      for (const auto& [name, shape] : tensors_of_role(manifest.config, method.of_backbone))
        backbone.erase(name);
    }
    tensors.merge(backbone);
    if (!backbone.empty()) {  // left behind by merge: the adapter has a tensor of that name
      throw InputError(file.string() + ": tensor " + backbone.begin()->first +
                       " belongs to the backbone; an adapter of method " + manifest.method +
                       " holds only what it trained");
    }
  }
  return of_file(file, [&] {
    check_tensors(tensors, promised_tensors(manifest, method));
    if (method.fold != nullptr) method.fold(tensors, manifest.config);
    fold_output_scale(tensors, manifest.output_scale);
    InferenceModel model;
    model.method = manifest.method;
    model.width = method.has_width() ? manifest.width : 0;
    model.config = manifest.config;
    model.tensors = std::move(tensors);
    model.reducer = manifest.reducer;
    model.rates = manifest.rates;
    model.trained_rates = manifest.trained_rates();
    if (!manifest.elastic_rates.empty()) model.elastic_to = manifest.rates;
    model.schedule = manifest.schedule;
    model.preprocessing = manifest.preprocessing;
    model.class_names = manifest.class_names;
    model.task = manifest.task;
    model.backbone_fingerprint = manifest.backbone_fingerprint;
    model.command = manifest.command;
    check_inference_model(model);
    return model;
  });
}

}  // namespace pyra

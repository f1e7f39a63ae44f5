#include "train/adapter_file.h"

#include <ATen/CPUGeneratorImpl.h>

#include "adapt/registry.h"
#include "model/load.h"
#include "pyra/checkpoint.h"
#include "pyra/error.h"
#include "pyra/schedule.h"
#include "reduce/registry.h"

namespace pyra {
namespace {

Method method_of(const AdapterManifest& manifest) {
  Method method;
  method.adapter = manifest.method;
  method.width = manifest.width;
  method.reducer = manifest.reducer;
  method.rates = method.trained_rates = manifest.rates;
  return method;
}

std::filesystem::path find_backbone(const std::filesystem::path& file, const AdapterManifest& manifest,
                                    const AdapterOptions& options) {
  if (options.backbone) return *options.backbone;
  const auto relative = file.parent_path() / manifest.backbone_relative_path;
  if (std::filesystem::exists(manifest.backbone_path)) return manifest.backbone_path;
  if (!manifest.backbone_relative_path.empty() && std::filesystem::exists(relative)) return relative;
  throw InputError(file.string() + ": its backbone is neither at " + manifest.backbone_path + " nor at " +
                   relative.string() + "; name it with --backbone FILE (fingerprint " + manifest.backbone_fingerprint +
                   ")");
}

/// The backbone's tensors at the adapter's image size, without the head of its own task.
TensorMap backbone_tensors(const std::filesystem::path& path, const AdapterManifest& manifest,
                           BackboneOverrides overrides) {
  if (!overrides.heads) overrides.heads = manifest.config.heads;
  if (!overrides.norm_eps) overrides.norm_eps = manifest.config.norm_eps;
  if (!overrides.pooling) overrides.pooling = manifest.config.pooling;
  Backbone backbone = read_backbone(path, overrides);
  if (backbone.fingerprint != manifest.backbone_fingerprint) {
    throw InputError("the adapter was trained on another backbone.\n  adapter's:  " + manifest.backbone_fingerprint +
                     " (was at " + manifest.backbone_path + ")\n  this one's: " + backbone.fingerprint + " (" +
                     path.string() + ")\nName the right one with --backbone FILE");
  }
  if (backbone.config.image_height != manifest.config.image_height ||
      backbone.config.image_width != manifest.config.image_width) {
    resize_pos_embed(backbone, manifest.config.image_height, manifest.config.image_width);
  }
  std::erase_if(backbone.tensors, [](const auto& entry) { return entry.first.starts_with("head"); });
  return std::move(backbone.tensors);
}

/// The schedule and reducer asked for, where the adapter allows them.
void choose_reducer(Method& method, const AdapterManifest& manifest, const AdapterOptions& options) {
  const bool bound = find_reducer(manifest.reducer).bound_to_schedule;
  if (options.schedule) {
    const Schedule wanted = parse_schedule(*options.schedule, manifest.config);
    if (wanted.rates != manifest.rates && bound && !options.force_schedule) {
      throw InputError("this " + manifest.reducer + " adapter belongs to the schedule it was trained at.\n  trained: " +
                       spell_rates(manifest.rates) + " (" + manifest.schedule + ")\n  asked:   " +
                       spell_rates(wanted.rates) + " (" + *options.schedule +
                       ")\nLeave --schedule out, or add --force-schedule to run it all the same");
    }
    method.rates = wanted.rates;
    if (manifest.reducer == "none" && wanted.merges()) method.reducer = "tome";
  }
  if (options.reducer && *options.reducer != manifest.reducer) {
    if (find_reducer(*options.reducer).bound_to_schedule || bound) {  // an unknown name is refused first
      throw InputError("the adapter was trained with reducer " + manifest.reducer + ", --reducer asks for " +
                       *options.reducer + "; reducers with weights of their own cannot be exchanged");
    }
    method.reducer = *options.reducer;
    if (method.reducer == "none") method.rates.assign(method.rates.size(), 0);
  }
}

/// That the file and its backbone hold what the manifest describes, before memory is spent on such a model.
void check_sizes(const AdapterManifest& manifest, const TensorMap& tensors, std::int64_t numbers_in_file) {
  for (const auto& [name, shape] : expected_tensors(manifest.config)) {
    const auto found = tensors.find(name);
    if (found == tensors.end()) throw InputError("tensor " + name + " is missing; the model needs it");
    if (found->second.shape == shape) continue;
    HostTensor wanted;
    wanted.shape = shape;
    throw InputError("tensor " + name + " is " + found->second.describe() + ", but the model needs " + wanted.describe());
  }
  if (find_adapter(manifest.method).has_width && manifest.width > numbers_in_file / manifest.config.dim) {
    throw InputError("its tensors are too few for a " + manifest.method + " of width " + std::to_string(manifest.width));
  }
}

}  // namespace

TensorMap adapter_tensors(const Vit& model, const std::string& method) {
  return to_tensor_map(select(model.parameters(), find_adapter(method).trains));
}

void save_adapter(const std::filesystem::path& file, const TensorMap& tensors, const AdapterManifest& manifest) {
  write_safetensors(file, tensors, {{kManifestKey, manifest_to_json(manifest)}, {"format", "pt"}});
}

bool is_adapter(const std::filesystem::path& file) { return read_checkpoint(file).metadata.contains(kManifestKey); }

std::filesystem::path adapter_path(const std::filesystem::path& file_or_folder) {
  if (!std::filesystem::is_directory(file_or_folder)) return file_or_folder;
  const auto adapter = file_or_folder / "adapter.safetensors";
  if (!std::filesystem::exists(adapter)) {
    const bool begun = std::filesystem::exists(file_or_folder / "last.ckpt");
    throw InputError(file_or_folder.string() + " holds no adapter.safetensors; " +
                     (begun ? "its run is not finished: repeat its command with --resume"
                            : "expected an adapter, or the --out folder of pyra adapt"));
  }
  return adapter;
}

LoadedAdapter load_adapter(const std::filesystem::path& file, const AdapterOptions& options) {
  Checkpoint checkpoint = read_checkpoint(file);
  const auto found = checkpoint.metadata.find(kManifestKey);
  if (found == checkpoint.metadata.end()) {
    throw InputError(file.string() + " is not a pyra adapter (no " + kManifestKey +
                     " in its metadata); a bare checkpoint is given with --backbone");
  }
  AdapterManifest manifest;
  try {
    manifest = manifest_from_json(found->second);
  } catch (const InputError& error) {
    throw InputError(file.string() + ": " + error.what());
  }
  Method method = method_of(manifest);
  choose_reducer(method, manifest, options);
  TensorMap tensors = std::move(checkpoint.tensors);
  std::int64_t numbers_in_file = 0;
  for (const auto& [name, tensor] : tensors) numbers_in_file += tensor.elements();
  if (manifest.method != "full") {
    const auto path = find_backbone(file, manifest, options);
    TensorMap backbone = backbone_tensors(path, manifest, options.backbone_overrides);
    tensors.merge(backbone);
    if (!backbone.empty()) {  // left behind by merge: the adapter has a tensor of that name
      throw InputError(file.string() + ": tensor " + backbone.begin()->first + " belongs to the backbone; an adapter of method " +
                       manifest.method + " holds only what it trained");
    }
  }
  try {
    check_sizes(manifest, tensors, numbers_in_file);
    at::Generator random = at::make_generator<at::CPUGeneratorImpl>(0);
    LoadedAdapter loaded{assemble(manifest.config, method, random), manifest, method.reducer, method.rates};
    load_parameters(loaded.model.parameters(), tensors);
    return loaded;
  } catch (const InputError& error) {
    throw InputError(file.string() + ": " + error.what());
  }
}

Vit load_backbone_model(const Backbone& backbone, const std::string& reducer, const std::vector<std::int64_t>& rates) {
  if (find_reducer(reducer).bound_to_schedule) {
    throw InputError("reducer '" + reducer + "' has weights of its own that must be trained first (pyra adapt); "
                     "off the shelf use tome or none");
  }
  Method method;
  method.reducer = reducer;
  method.rates = rates;
  at::Generator random = at::make_generator<at::CPUGeneratorImpl>(0);
  Vit model = assemble(backbone.config, method, random);
  load_parameters(model.parameters(), backbone.tensors);
  return model;
}

}  // namespace pyra

#include "io/sharded.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/json/json_reader.h"
#include "io/text_file.h"
#include "pyra/error.h"

namespace pyra {
namespace {

using Json = nlohmann::json;

[[noreturn]] void fail(const std::filesystem::path& index, const std::string& reason) {
  throw InputError(index.string() + ": " + reason);
}

/// weight_map: name of a tensor -> file.
Json read_weight_map(const std::filesystem::path& index) {
  const Json json = parse_json(read_text_file(index, kMaxJsonBytes), index.string());
  if (!json.is_object() || !json.contains("weight_map") || !json["weight_map"].is_object())
    fail(index, "not an index of weights: an object 'weight_map' from tensors to files expected");
  return json["weight_map"];
}

std::string shard_name(const std::filesystem::path& index, const Json& value) {
  if (!value.is_string()) fail(index, "weight_map names something that is no file");
  const std::string name = value.get<std::string>();
  if (name.empty() || name == "." || name == ".." || name.find_first_of("/\\") != std::string::npos ||
      name.find('\0') != std::string::npos)
    fail(index, "the shard '" + name + "' is not a file of the same folder");
  if (looks_like_index(name)) fail(index, "the shard '" + name + "' is an index itself");
  return name;
}

std::set<std::string> shards_of(const std::filesystem::path& index, const Json& map) {
  std::set<std::string> shards;
  for (const auto& [tensor, file] : map.items()) shards.insert(shard_name(index, file));
  return shards;
}

bool is_weights(const std::filesystem::path& file) {
  constexpr std::array<std::string_view, 6> kEndings{".safetensors", ".bin", ".pth", ".pt", ".npz", ".tar"};
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view ending) { return file.extension() == ending; });
}

}  // namespace

bool looks_like_index(const std::filesystem::path& file) {
  return file.filename().string().ends_with(".index.json");
}

bool looks_like_shard(const std::filesystem::path& file) {
  const std::string stem = file.stem().string();
  const std::size_t of = stem.rfind("-of-"), dash = of == std::string::npos ? of : stem.rfind('-', of - 1);
  if (dash == std::string::npos || dash + 1 >= of || of + 4 == stem.size()) return false;
  const std::string numbers = stem.substr(dash + 1, of - dash - 1) + stem.substr(of + 4);
  return numbers.find_first_not_of("0123456789") == std::string::npos;
}

std::set<std::string> index_shards(const std::filesystem::path& index) {
  return shards_of(index, read_weight_map(index));
}

std::uint64_t stored_bytes(const std::filesystem::path& file) {
  if (!looks_like_index(file)) return std::filesystem::file_size(file);
  std::uint64_t bytes = 0;
  for (const std::string& shard : index_shards(file))
    bytes += std::filesystem::file_size(file.parent_path() / shard);
  return bytes;
}

Checkpoint read_sharded(const std::filesystem::path& index) {
  const Json map = read_weight_map(index);
  const std::set<std::string> shards = shards_of(index, map);
  Checkpoint whole;
  for (const std::string& shard : shards) {
    Checkpoint part = read_checkpoint(index.parent_path() / shard);
    whole.format = part.format + ", " + std::to_string(shards.size()) + " shards";
    for (auto& [name, tensor] : part.tensors) {
      const auto owner = map.find(name);
      if (owner == map.end() || *owner != shard)
        fail(index, "the tensor '" + name + "' of " + shard + " is not listed for it");
      whole.tensors.emplace(name, std::move(tensor));
    }
  }
  for (const auto& [tensor, file] : map.items()) {
    if (!whole.tensors.contains(tensor))
      fail(index, "the tensor '" + tensor + "' is not in " + file.get<std::string>());
  }
  return whole;
}

std::filesystem::path weights_path(const std::filesystem::path& file_or_folder) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(file_or_folder, ignored)) return file_or_folder;
  for (const char* name : {"model.safetensors", "model.safetensors.index.json", "pytorch_model.bin",
                           "pytorch_model.bin.index.json"}) {
    if (std::filesystem::is_regular_file(file_or_folder / name, ignored)) return file_or_folder / name;
  }
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(file_or_folder, ignored)) {
    if (entry.is_regular_file(ignored) && is_weights(entry.path())) found.push_back(entry.path());
  }
  if (found.size() == 1) return found.front();
  throw InputError(file_or_folder.string() + " is a folder with " +
                   (found.empty() ? "no weights" : std::to_string(found.size()) + " files of weights") +
                   "; name a file, or a folder with model.safetensors or its index");
}

}  // namespace pyra

#include "fetch/file_choice.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>

#include "base/text/words.h"
#include "fetch/remote_name.h"
#include "io/sharded.h"
#include "pyra/error.h"

namespace pyra {
namespace {

using Names = std::vector<std::string>;

constexpr std::array kInOrder{"model.safetensors",           "model.safetensors.index.json",
                              "pytorch_model.bin",           "pytorch_model.bin.index.json",
                              "open_clip_model.safetensors", "open_clip_pytorch_model.bin"};
constexpr std::array kCompanions{"config.json", "preprocessor_config.json", "processor_config.json"};
constexpr const char* kOpenClip = "open_clip_config.json";

bool has(const Names& files, const std::string& name) {
  return std::find(files.begin(), files.end(), name) != files.end();
}

bool is_weights(const std::string& file) {
  constexpr std::array<std::string_view, 5> kEndings{".safetensors", ".bin", ".pth", ".pt", ".npz"};
  return file.find('/') == std::string::npos && !looks_like_shard(file) &&
         std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view end) { return file.ends_with(end); });
}

std::string choose_weights(const Names& files, const std::string& where) {
  for (const char* name : kInOrder) {
    if (has(files, name)) return name;
  }
  Names candidates;
  std::copy_if(files.begin(), files.end(), std::back_inserter(candidates), is_weights);
  if (candidates.size() == 1) return candidates.front();
  const bool none = candidates.empty();
  constexpr std::size_t kShown = 20;
  const Names& listed_files = none ? files : candidates;
  Names shown(listed_files.begin(),
              listed_files.begin() + static_cast<std::ptrdiff_t>(std::min(kShown, listed_files.size())));
  if (shown.size() < listed_files.size())
    shown.push_back("and " + std::to_string(listed_files.size() - shown.size()) + " more");
  throw InputError(where +
                   (none
                        ? " holds no weights that pyra reads (.safetensors, .bin, .pth, .pt, .npz); it holds "
                        : " holds several files of weights and no rule says which: ") +
                   joined(shown) + "; name one as " + where + ":FILE");
}

}  // namespace

FileChoice choose_files(const Names& files, const std::string& wanted, const std::string& where) {
  FileChoice choice;
  if (!wanted.empty() && !has(files, wanted)) {
    throw InputError(where + " has no file " + wanted + did_you_mean(wanted, files) +
                     "; leave it out to take the weights that are there");
  }
  choice.weights = wanted.empty() ? choose_weights(files, where) : wanted;
  const std::filesystem::path folder = std::filesystem::path(choice.weights).parent_path();
  Names companions(kCompanions.begin(), kCompanions.end());
  if (std::filesystem::path(choice.weights).filename().string().starts_with("open_clip"))
    companions.emplace_back(kOpenClip);
  for (const std::string& name : companions) {
    const std::string file = (folder / name).string();
    if (file != choice.weights) (has(files, file) ? choice.companions : choice.absent).push_back(file);
  }
  return choice;
}

void check_listing(const Names& files, const std::string& where) {
  for (const std::string& file : files) {
    if (is_plain_file(file)) continue;
    throw InputError(where + ": its listing names '" + file +
                     "', which no file of a repository can be called; nothing of it is downloaded");
  }
}

}  // namespace pyra

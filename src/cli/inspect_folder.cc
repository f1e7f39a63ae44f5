#include "cli/inspect_kinds.h"
#include "io/sharded.h"
#include "pyra/error.h"

namespace pyra {

std::filesystem::path inspected_file(const std::filesystem::path& file_or_folder) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(file_or_folder, ignored)) return file_or_folder;
  for (const char* name : {"adapter.safetensors", "last.ckpt"}) {
    if (std::filesystem::exists(file_or_folder / name, ignored)) return file_or_folder / name;
  }
  const auto beside = std::filesystem::path(file_or_folder.string() + ".run") / "last.ckpt";
  if (std::filesystem::exists(beside, ignored)) return beside;
  try {
    return weights_path(file_or_folder);
  } catch (const InputError&) {
    for (const char* name : {"log.jsonl", "recipe.toml", "report.html"}) {
      if (std::filesystem::exists(file_or_folder / name, ignored)) return file_or_folder / name;
    }
    throw;
  }
}

}  // namespace pyra

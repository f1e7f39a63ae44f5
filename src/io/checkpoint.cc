#include "pyra/checkpoint.h"

#include <string_view>

#include "io/mapped_file.h"
#include "io/safetensors.h"
#include "pyra/error.h"

namespace pyra {
namespace {

bool starts_with(std::span<const std::byte> bytes, std::string_view text) {
  const std::string_view content(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return content.starts_with(text);
}

}  // namespace

Checkpoint read_checkpoint(const std::filesystem::path& path) {
  const MappedFile file = map_file(path);
  if (looks_like_safetensors(file.bytes)) return parse_safetensors(file, path);
  if (starts_with(file.bytes, "version https://git-lfs")) {
    throw InputError(path.string() +
                     " is only a git-lfs pointer to the weights: run `git lfs pull` where it came from");
  }
  throw InputError(
      path.string() +
      " is neither a safetensors file nor a zip archive made by torch.save or numpy.savez: no known "
      "checkpoint begins with its bytes");
}

}  // namespace pyra

#include "pyra/checkpoint.h"

#include <string_view>

#include "io/mapped_file.h"
#include "io/npz.h"
#include "io/safetensors.h"
#include "io/sharded.h"
#include "io/torch_zip.h"
#include "io/zip_archive.h"
#include "pyra/error.h"

namespace pyra {
namespace {

bool starts_with(std::span<const std::byte> bytes, std::string_view text) {
  const std::string_view content(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return content.starts_with(text);
}

/// The first bytes of torch.save before version 1.6: a pickled number made up for the purpose.
constexpr std::string_view kLegacyTorch = "\x80\x02\x8a\nl\xfc\x9c\x46\xf9 j\xa8P\x19.";

Checkpoint read_zip(const MappedFile& file, const std::filesystem::path& path) {
  ZipArchive archive(file, path);
  if (is_torch_zip(archive)) return read_torch_zip(archive, path);
  return read_npz(archive, path);
}

Checkpoint parse(const MappedFile& file, const std::filesystem::path& path) {
  if (looks_like_safetensors(file.bytes)) return parse_safetensors(file, path);
  if (looks_like_zip(file.bytes)) return read_zip(file, path);
  if (starts_with(file.bytes, kLegacyTorch)) {
    throw InputError(
        path.string() +
        " is in torch's format from before version 1.6; save it anew: python -c \"import torch; " +
        "torch.save(torch.load('old.pth', map_location='cpu'), 'new.pth')\"");
  }
  if (starts_with(file.bytes, "version https://git-lfs")) {
    throw InputError(path.string() +
                     " is only a git-lfs pointer to the weights: run `git lfs pull` where it came from");
  }
  throw InputError(
      path.string() +
      " is neither a safetensors file nor a zip archive made by torch.save or numpy.savez: no known "
      "checkpoint begins with its bytes");
}

}  // namespace

Checkpoint read_checkpoint(const std::filesystem::path& path) {
  return looks_like_index(path) ? read_sharded(path) : parse(map_file(path), path);
}

Checkpoint read_checkpoint(std::span<const std::byte> bytes, const std::string& name) {
  if (bytes.empty()) throw InputError(name + " has no bytes; expected those of a checkpoint");
  return parse({bytes, nullptr}, name);
}

}  // namespace pyra

#include "cli/output_path.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "architecture/own_files.h"
#include "io/mapped_file.h"
#include "io/output_target.h"
#include "io/safetensors.h"
#include "io/temporary_file.h"
#include "io/zip_archive.h"
#include "pictures/decode/codecs.h"
#include "pyra/error.h"

namespace pyra {

namespace {

OutputTarget target_of(const std::string& option, const std::string& path) {
  try {
    return output_target(path);
  } catch (const InputError& error) {
    throw InputError(option + " " + error.what(), error.code());
  }
}

/// What a result must not replace, though the user named it: a slip of the hand would cost weights or a
/// photograph. Empty for everything else.
std::string precious(const std::filesystem::path& file, const std::string& own) {
  std::error_code unknown;
  if (!std::filesystem::is_regular_file(file, unknown) || std::filesystem::file_size(file, unknown) == 0)
    return {};
  const MappedFile mapped = map_file(file);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(mapped.bytes.data());
  if (const auto kind = kind_of_picture({bytes, mapped.bytes.size()}); !kind.empty()) {
    return kind == own ? "" : "a picture (" + std::string(kind) + ")";
  }
  if (!looks_like_safetensors(mapped.bytes) && !looks_like_zip(mapped.bytes)) return {};
  try {
    const Checkpoint checkpoint = read_checkpoint(file);
    if (checkpoint.metadata.contains(own)) return {};
    const OwnFile* known = own_file(checkpoint);
    return known == nullptr ? "a file of tensors" : known->what;
  } catch (const InputError&) {
    return {};  // damaged: no loss
  }
}

}  // namespace

void check_output(const std::string& option, const std::string& path, const OutputKind& kind) {
  if (path.empty()) return;
  const OutputTarget target = target_of(option, path);
  if (target.kind != OutputTarget::Kind::replaced) return;
  const auto folder = std::filesystem::absolute(target.file).parent_path();
  if (!std::filesystem::is_directory(folder)) {
    throw InputError(option + " " + path + ": No such folder " + folder.string() + "; make it first");
  }
  remove_dead_temporaries_of(target.file);
  if (const std::string what = precious(target.file, kind.own); !what.empty()) {
    throw InputError(option + " " + path + " exists and is " + what +
                     ", which this command does not write; choose another name, or remove it first");
  }
  check_ending(option, path, kind);
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    throw Failure(option + " " + path + ": cannot write into " + folder.string() + ": " +
                  std::strerror(errno));
  }
}

bool is_stream(const std::string& path) { return output_target(path).kind != OutputTarget::Kind::replaced; }

void check_file_output(const std::string& option, const std::string& path, const OutputKind& kind) {
  check_output(option, path, kind);
  if (path.empty() || !is_stream(path)) return;
  throw InputError(option + " " + path +
                   " is no regular file; more is written beside it, so give the name of a file");
}

}  // namespace pyra

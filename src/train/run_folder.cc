#include "train/run_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>

#include "pyra/error.h"

namespace pyra {
namespace fs = std::filesystem;
namespace {

constexpr const char* kLock = ".lock";
constexpr const char* kCheckpoint = "last.ckpt";
/// What a run may have written before its first checkpoint.
constexpr std::array kBeginnings{"recipe.toml", "log.jsonl", "adapter.best.safetensors", "pictures.txt", "pictures.val.txt"};

bool holds_nothing(const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().filename() != kLock) return false;
  }
  return true;
}

}  // namespace

RunFolder::RunFolder(const fs::path& folder, bool resume) : folder_(folder) {
  std::error_code error;
  if (fs::exists(folder) && !fs::is_directory(folder)) {
    throw InputError("--out " + folder.string() + " is a file; give a folder");
  }
  if (resume && !fs::exists(folder / kCheckpoint)) {
    throw InputError("--resume: there is no last.ckpt in " + folder.string() + "; start the run without --resume");
  }
  fs::create_directories(folder, error);
  if (error == std::errc::not_a_directory) {
    throw InputError("--out " + folder.string() + ": part of this path is a file; give a folder");
  }
  if (error) throw Failure("cannot create folder " + folder.string() + ": " + error.message());
  if (!resume && !holds_nothing(folder)) {
    throw InputError("--out " + folder.string() + " is not empty; choose another folder, or continue its run with --resume");
  }
  lock_ = ::open((folder / kLock).c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644);
  if (lock_ < 0) throw Failure("cannot write into folder " + folder.string());
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock_);
    throw InputError("another pyra works in " + folder.string() + "; wait for it or choose another --out");
  }
}

RunFolder::~RunFolder() {
  std::error_code ignored;
  if (!fs::exists(folder_ / kCheckpoint, ignored)) {
    for (const char* name : kBeginnings) fs::remove(folder_ / name, ignored);
  }
  fs::remove(folder_ / kLock, ignored);
  ::close(lock_);
}

}  // namespace pyra

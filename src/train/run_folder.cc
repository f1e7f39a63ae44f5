#include "train/run_folder.h"

#include <algorithm>
#include <array>

#include "io/temporary_file.h"
#include "pyra/error.h"

namespace pyra {
namespace fs = std::filesystem;
namespace {

constexpr const char* kCheckpoint = "last.ckpt";
/// What a run may have written before its first checkpoint.
constexpr std::array kBeginnings{"recipe.toml", "log.jsonl", "adapter.best.safetensors", "pictures.txt",
                                 "test_pictures.txt"};
/// What it writes besides, later.
constexpr std::array kResults{kCheckpoint, "adapter.safetensors", "report.html"};

bool is_beginning(const fs::path& name) {
  return std::find(kBeginnings.begin(), kBeginnings.end(), name) != kBeginnings.end();
}

/// Nothing but what a run that saved nothing leaves: a user's own files are no beginnings without the lock of
/// a run.
bool can_be_started(const fs::path& folder, bool abandoned) {
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  return error || std::all_of(fs::begin(entries), fs::end(entries), [&](const fs::directory_entry& entry) {
           const fs::path name = entry.path().filename();
           return name == FolderLock::kName || (abandoned && (is_beginning(name) || is_temporary(name)));
         });
}

void remove_beginnings(const fs::path& folder) {
  std::error_code ignored;
  for (const char* name : kBeginnings) fs::remove(folder / name, ignored);
}

void refuse_to_start(const fs::path& folder) {
  const bool run = fs::exists(folder / kCheckpoint);
  const std::string used = "the folder of the run, " + folder.string() + ", is not empty; choose another";
  if (run) throw InputError(used + ", or resume its run", code::kRunBegun);
  throw InputError(used + ", or empty this one: no run in it can be continued", code::kFolderUsed);
}

void refuse_to_resume(const fs::path& folder) {
  const std::string missing = "there is no last.ckpt in " + folder.string();
  if (can_be_started(folder, false)) throw InputError(missing + "; start the run anew", code::kRunNone);
  throw InputError(missing + ", so nothing to go on from; start a run in another folder", code::kRunNothing);
}

/// Else it would show after the last epoch.
void refuse_folders(const fs::path& folder) {
  const auto check = [&](const char* name) {
    if (!fs::is_directory(folder / name)) return;
    throw InputError((folder / name).string() + " is a folder, where the run has to write a file; remove it");
  };
  std::for_each(kBeginnings.begin(), kBeginnings.end(), check);
  std::for_each(kResults.begin(), kResults.end(), check);
}

}  // namespace

RunFolder::RunFolder(const fs::path& folder, bool resume) : folder_(folder) {
  // Before anything is touched; a lock may be that of a run that was killed.
  const bool locked = fs::exists(folder / FolderLock::kName);
  if (resume && !has_checkpoint() && !(locked && can_be_started(folder, true))) {
    if (fs::exists(folder) && !fs::is_directory(folder))
      throw InputError(folder.string() + " is a file; give a folder", code::kFolderFile);
    refuse_to_resume(folder);
  }
  if (!resume && fs::is_directory(folder) && !locked && !can_be_started(folder, false))
    refuse_to_start(folder);
  lock_.emplace(folder);
  remove_dead_temporaries_in(folder);
  if (!resume && (has_checkpoint() || !can_be_started(folder, lock_->was_abandoned())))
    refuse_to_start(folder);
  refuse_folders(folder);
  if (!has_checkpoint()) remove_beginnings(folder);
}

bool RunFolder::has_checkpoint() const {
  std::error_code ignored;
  return fs::exists(folder_ / kCheckpoint, ignored);
}

RunFolder::~RunFolder() {
  if (!has_checkpoint()) remove_beginnings(folder_);
}

}  // namespace pyra

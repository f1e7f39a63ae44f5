#include "train/same_pictures.h"

#include "pyra/error.h"

namespace pyra {

std::string keep_same_pictures(const KeptPictures& kept, const Dataset& dataset, bool resume) {
  if (resume && std::filesystem::exists(kept.file)) {
    const std::string changes =
        changes_since(read_picture_record(kept.file), dataset, kept.root, kept.reading);
    if (changes.empty()) return "";
    throw InputError("the " + kept.kind + " data under " + kept.root.string() + " is another run's: " +
                         changes + "; put the pictures back as they were, or start anew in another folder",
                     code::kRunPictures);
  }
  write_picture_record(kept.file, record_pictures(dataset, kept.root, kept.reading));
  if (!resume) return "";
  return "there is no " + kept.file.string() +
         " (older versions wrote none, or it was removed): whether the " + kept.kind +
         " pictures are those that the run began with cannot be compared; they are recorded now";
}

}  // namespace pyra

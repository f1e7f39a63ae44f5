#include "train/same_pictures.h"

#include "pyra/error.h"
#include "train/picture_record.h"

namespace pyra {

void keep_same_pictures(const std::filesystem::path& file, const Dataset& dataset,
                        const std::filesystem::path& root, bool resume, int workers) {
  if (!resume || !std::filesystem::exists(file)) {  // runs of version 0.2 and before have none
    write_picture_record(file, record_pictures(dataset, root, workers));
    return;
  }
  const std::string changes = changes_since(read_picture_record(file), dataset, root, workers);
  if (changes.empty()) return;
  throw InputError("--resume: the training data under " + root.string() + " is another run's: " + changes +
                   "; put the pictures back as they were, or start anew in another --out");
}

}  // namespace pyra

#include "train/same_data.h"

#include "pictures/sets/data_digest.h"
#include "train/same_pictures.h"

namespace pyra {

std::vector<std::string> keep_same_data(const AdaptRequest& request, const AdaptData& data,
                                        const RunFolder& folder, const PictureReading& reading) {
  // Together: who takes a picture away changes which others --val-fraction draws.
  Dataset seen = data.train;
  if (data.val) append_samples(seen, *data.val);
  std::vector<std::string> notes;
  const auto keep = [&](const char* file, const char* kind, const Dataset& pictures) {
    const KeptPictures kept{folder.file(file), data_root(request), kind, reading};
    // What was begun and never saved starts from the beginning, with whatever there is.
    const std::string note = keep_same_pictures(kept, pictures, request.resume && folder.has_checkpoint());
    if (!note.empty()) notes.push_back(note);
  };
  keep("pictures.txt", "training", seen);
  keep("test_pictures.txt", "test", data.test.value_or(Dataset{}));
  return notes;
}

}  // namespace pyra

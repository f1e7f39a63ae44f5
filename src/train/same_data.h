// The pictures of `pyra adapt`, those to test on too, are the same when it goes on.
#pragma once

#include <string>
#include <vector>

#include "train/adapt_setup.h"
#include "train/picture_record.h"
#include "train/run_folder.h"

namespace pyra {

/// Records the pictures of a run that begins; compares those of one that goes on (keep_same_pictures()).
/// Returns lines for the user.
std::vector<std::string> keep_same_data(const AdaptRequest& request, const AdaptData& data,
                                        const RunFolder& folder, const PictureReading& reading);

}  // namespace pyra

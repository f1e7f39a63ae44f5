// Pictures of which patches a model merged.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model/vit.h"
#include "pyra/image.h"
#include "pyra/preprocessing.h"
#include "pyra/report.h"

namespace pyra {

/// One picture through the model: what it saw, what it made of it.
struct FollowedPicture {
  std::vector<float> probabilities;  // [K]
  std::vector<std::int64_t> group;   // [patches]: the output row that each patch is part of
  Image input;                       // the network's input as a picture
};

/// Reads and transforms the file as in evaluation and follows every patch to the end.
FollowedPicture follow_picture(const Vit& model, const Preprocessing& preprocessing, const std::filesystem::path& file);

/// The groups drawn over the input, enlarged to at least 224 pixels where the input is small.
TokenPicture draw_followed(const Vit& model, const FollowedPicture& picture, const std::string& caption);

}  // namespace pyra

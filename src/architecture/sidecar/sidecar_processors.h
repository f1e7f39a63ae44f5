// The image processors of transformers that pyra follows, with what each does where its file says nothing.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pyra {

/// An edge of Hugging Face: 224, {"height": 224, "width": 224} or {"shortest_edge": 256}.
struct Edge {
  std::int64_t height = 0, width = 0;
  bool shortest = false;
};

struct ImageProcessor {
  std::string_view name;  // without "ImageProcessor"
  std::array<double, 3> mean, std;
  std::int64_t resample;  // Pillow's number
  Edge size;
  std::int64_t crop;  // 0: none
  bool crops;
  bool number_is_shortest;   // of "size": 224
  bool crops_by_share;       // reads crop_pct
  bool versions_differ;      // in size and crop
  bool from_floats = false;  // resizes floats, crops nothing
};

/// Of "ConvNextImageProcessorFast", "ViTFeatureExtractor" ...; null for one that pyra does not follow.
const ImageProcessor* find_image_processor(std::string name);
/// The one that transformers takes for a model type whose file names none.
const ImageProcessor& image_processor_of_model(const std::string& model_type);

}  // namespace pyra

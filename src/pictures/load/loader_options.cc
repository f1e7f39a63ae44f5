#include "pictures/load/loader_options.h"

namespace pyra {

LoaderOptions loader_options(const Preprocessing& preprocessing, int workers, std::int64_t batch) {
  LoaderOptions options;
  options.batch = batch;
  options.workers = workers;
  options.height = preprocessing.crop_height;
  options.width = preprocessing.crop_width;
  options.exif_rotation = preprocessing.exif_rotation;
  return options;
}

OnCorrupt on_corrupt(const std::string& word) { return word == "skip" ? OnCorrupt::skip : OnCorrupt::fail; }

}  // namespace pyra

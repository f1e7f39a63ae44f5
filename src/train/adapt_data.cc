#include <set>

#include "pyra/error.h"
#include "train/adapt_setup.h"

namespace pyra {
namespace {

/// Whether the folder holds parts (train/ and so on) instead of being one folder of class folders.
bool has_parts(const std::filesystem::path& data) { return std::filesystem::is_directory(data / "train"); }

bool has_test(const std::filesystem::path& data) {
  return has_parts(data) &&
         (std::filesystem::is_directory(data / "test") || std::filesystem::is_directory(data / "val"));
}

void check_classes(const Dataset& train, const std::optional<Dataset>& other, const std::string& part) {
  if (!other) return;
  const auto classes = static_cast<std::int64_t>(train.class_names.size());
  for (const Sample& sample : other->samples) {
    if (sample.label >= classes) {
      throw InputError(part + " picture " + sample.path.string() + " has label " + std::to_string(sample.label) +
                       ", but the training pictures have only " + std::to_string(classes) +
                       " classes; every class needs training pictures");
    }
  }
}

}  // namespace

AdaptData read_adapt_data(const AdaptRequest& request) {
  AdaptData data;
  data.train = request.train_list ? read_list(request.data, *request.train_list) : read_split(request.data, "train");
  if (request.test_list) {
    data.test = read_list(request.data, *request.test_list);
  } else if (!request.train_list && has_test(request.data)) {
    data.test = read_split(request.data, "test");
  }
  if (request.val_list) {
    if (request.recipe.val_fraction > 0) {
      throw InputError("both --val-list and --val-fraction given; a validation split comes from one of them");
    }
    data.val = read_list(request.data, *request.val_list);
  } else if (request.recipe.val_fraction > 0) {
    auto [train, val] = split_dataset(data.train, request.recipe.val_fraction, request.recipe.seed);
    data.train = std::move(train);
    data.val = std::move(val);
  }
  std::set<std::int64_t> classes;
  for (const Sample& sample : data.train.samples) classes.insert(sample.label);
  if (classes.size() < 2) {
    throw InputError("the training pictures under " + request.data.string() + " have " +
                     std::to_string(classes.size()) + " class; a classifier needs two or more class folders");
  }
  check_classes(data.train, data.val, "validation");
  check_classes(data.train, data.test, "test");
  return data;
}

std::vector<std::string> notes_on(const AdaptData& data, const Recipe& recipe) {
  const auto count = static_cast<std::int64_t>(data.train.samples.size());
  if (count >= recipe.batch) return {};
  return {"the " + std::to_string(count) + " training pictures are fewer than a batch of " + std::to_string(recipe.batch) + ": every step takes all of them"};
}

LoaderOptions loader_options(const AdaptRequest& request, const Preprocessing& preprocessing) {
  LoaderOptions options;
  options.batch = request.recipe.batch;
  options.workers = request.workers;
  options.height = preprocessing.crop_height;
  options.width = preprocessing.crop_width;
  options.exif_rotation = preprocessing.exif_rotation;
  options.fast_decode = request.recipe.fast_decode;
  options.on_corrupt = request.recipe.on_corrupt == "skip" ? OnCorrupt::skip : OnCorrupt::fail;
  return options;
}

}  // namespace pyra

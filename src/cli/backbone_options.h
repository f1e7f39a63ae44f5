// What the user may have to say about a checkpoint whose weights do not say it.
#pragma once

#include <string>
#include <vector>

#include "cli/options.h"
#include "pictures/transform/image_size.h"
#include "pyra/backbone.h"

namespace pyra {

class BackboneOptions {
 public:
  void define(Options& options);
  /// Apart, for a command that has an option of that name for its own use.
  void define_image_size(Options& options);
  BackboneOverrides overrides() const;
  /// The same options again, for another process.
  std::vector<std::string> arguments() const;

 private:
  std::int64_t heads_ = 0;
  std::string pooling_;
  double norm_eps_ = 0;
  std::string activation_, copy_, image_size_;
};

}  // namespace pyra

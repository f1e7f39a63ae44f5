// A checkpoint of zeros with a config.json beside it.
#pragma once

#include <algorithm>

#include "architecture/small_backbone.h"
#include "io/expect_error.h"

namespace pyra::testing {

inline bool says(const Backbone& backbone, const std::string& text) {
  return std::any_of(backbone.assumptions.begin(), backbone.assumptions.end(),
                     [&](const std::string& line) { return line.find(text) != std::string::npos; });
}

class Beside : public BackboneFolder {
 protected:
  Backbone with(const std::string& config, const BackboneOverrides& overrides = {}) {
    beside("config.json", config);
    return read(zeros(small_backbone()), overrides);
  }
  void refused(const std::string& config, const std::string& why) {
    SCOPED_TRACE(config);
    expect_input_error([&] { with(config); }, why);
  }
  Activation activation(const std::string& config) { return with(config).config.activation; }
};

}  // namespace pyra::testing

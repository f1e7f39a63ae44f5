// --model or --backbone, and how to run it: shared by every verb that runs a trained or pretrained model.
#pragma once

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <vector>

#include "cli/backbone_options.h"
#include "model/vit.h"
#include "pyra/preprocessing.h"
#include "pyra/schedule.h"

namespace pyra {

struct RunnableModel {
  Vit model;
  Preprocessing preprocessing;
  std::vector<std::string> class_names;  // empty where the file does not name them
  std::string reducer;
  Schedule schedule;                     // what it runs at
  std::vector<std::string> notes;        // lines to be printed
};

class ModelOptions {
 public:
  void define(CLI::App& app);
  RunnableModel load() const;

 private:
  RunnableModel load_adapted() const;
  RunnableModel load_pretrained() const;
  /// The command line's preprocessing over `base`.
  Preprocessing preprocessing(const Preprocessing& base) const;

  std::string model_, backbone_, reducer_, schedule_;
  std::string resize_, interpolation_, mean_, std_;
  std::int64_t crop_ = 0;
  bool force_schedule_ = false;
  BackboneOptions backbone_options_;
};

}  // namespace pyra

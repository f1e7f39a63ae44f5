// --model or --backbone, and how to run it: shared by every verb that runs a trained or pretrained model.
#pragma once

#include <string>

#include "cli/backbone_options.h"
#include "cli/command.h"
#include "cli/options.h"
#include "pyra/load_model.h"

namespace pyra {

/// Whether a checkpoint without a task head will do.
enum class Head { needed, not_needed };

class ModelOptions {
 public:
  /// Which model, and how pictures are prepared for it.
  void define_source(Options& options);
  /// That, and at which rates it runs.
  void define(Options& options);
  /// The model with the command line's schedule, reducer and preprocessing.
  LoadedModel load(const Console& console, Head head = Head::needed) const;
  /// "--model FILE" or "--backbone FILE", as another command would take it.
  std::string argument() const { return model_.empty() ? "--backbone " + backbone_ : "--model " + model_; }
  /// " --reducer heed", or nothing where none was given.
  std::string reducer_argument() const { return reducer_.empty() ? "" : " --reducer " + reducer_; }

 private:
  LoadOptions load_options(const Console& console) const;
  LoadedModel load_adapted(const LoadOptions& options) const;
  LoadedModel load_pretrained(const LoadOptions& options, Head head) const;
  /// The command line's preprocessing over `base`.
  Preprocessing preprocessing(const Preprocessing& base) const;

  std::string model_, backbone_, reducer_, schedule_;
  std::string labels_, head_;
  std::string resize_, interpolation_, mean_, std_;
  std::int64_t crop_ = 0;
  std::string tocom_;
  double tocom_scale_ = -1;
  bool force_schedule_ = false;
  BackboneOptions backbone_options_;
};

/// Prints what was assumed and the schedule that the model runs at.
void say_model(const Console& console, const LoadedModel& loaded);

}  // namespace pyra

// Which model `pyra bench` runs: an architecture with random weights, a backbone, an adapter or a deployed
// model.
#pragma once

#include <string>
#include <vector>

#include "cli/backbone_options.h"
#include "cli/options.h"
#include "pyra/inference_model.h"

namespace pyra {

struct BenchSource {
  InferenceModel model;
  std::string name;                // for people: the architecture, or the file
  std::string weights;             // "random", or the kind of file
  std::vector<std::string> notes;  // lines to be printed
};

class BenchSourceOptions {
 public:
  void define(Options& options);
  /// `schedules`: those that will run; random PYRA weights are made for all of them.
  BenchSource load(const std::vector<std::string>& schedules) const;
  /// Of the model alone, where no weights are needed.
  VitConfig config() const;
  /// Whether the model has a schedule of its own.
  bool adapted() const { return !model_.empty(); }
  /// The reducer named, or "" where none was.
  const std::string& reducer() const { return reducer_; }
  std::string name() const;
  /// The same options again, for a process of its own.
  std::vector<std::string> arguments() const;

 private:
  BenchSource random(const std::vector<std::string>& schedules) const;
  /// `schedules` as given; empty where only the config is asked for.
  BenchSource from_file(const std::vector<std::string>& schedules) const;

  std::string arch_, model_, backbone_, reducer_, tocom_, image_size_;
  BackboneOptions overrides_;
};

}  // namespace pyra

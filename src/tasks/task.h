// What there is to know of a task outside its folder: what a picture's target is, what a model's outputs mean
// and how good they are.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pyra/dataset.h"
#include "pyra/evaluate.h"
#include "tasks/figures.h"

namespace pyra {

class ListText;      // pictures/sets/list_rows.h
struct ClassScheme;  // pictures/sets/match_classes.h

/// How outputs become an answer.
enum class Answering {
  best,     // one of them: the most probable first
  several,  // any number: those whose probability reaches a threshold
  numbers,  // all of them, as they are
};

/// Of many pictures: what was kept of the answers, beside the data set that has the targets.
struct Answers {
  const Dataset& dataset;
  std::span<const std::int64_t> index;  // [count] positions in it
  std::span<const float> kept;          // [count, A]
  std::int64_t outputs;                 // K
  double threshold = 0.5;               // of Answering::several

  std::size_t count() const { return index.size(); }
  const Sample& sample(std::size_t i) const { return dataset.samples[static_cast<std::size_t>(index[i])]; }
  Target target(std::size_t i) const { return dataset.target(sample(i)); }
  const float* answer(std::size_t i) const { return kept.data() + i * (kept.size() / index.size()); }
};

struct Task {
  std::string name;             // in files, options and recipes
  std::string doc;              // one line for --help
  std::string problem;          // what transformers calls it (problem_type of a config.json)
  std::string output, outputs;  // what a model's outputs are, one and several: "class", "classes"
  std::int64_t least;           // of them
  std::string needs;            // what that means: "a classifier needs two or more class folders"
  Answering answering;
  std::string targets_of = {};  // the task whose targets it takes; empty: it has its own, and can be trained
  bool scaled = false;          // adapters learn the outputs in units of their spread (OutputScale)

  /// Whether a column of a CSV list, by its name in lower case, holds its targets.
  bool (*is_target)(const std::string& column);
  std::string columns;  // those, for messages
  /// From a list that is its: class_names and each sample's target; the samples are there, with paths.
  void (*take_targets)(Dataset& dataset, const ListText& list, const std::filesystem::path& file);
  /// As match_classes().
  void (*match)(Dataset& dataset, const ClassScheme& scheme, const std::string& origin);
  /// How many of its outputs the targets tell of; at least `least` have to be.
  std::int64_t (*occurring)(const Dataset& dataset);
  /// Lines for the user on targets to train on: what is missing, what is odd.
  std::vector<std::string> (*notes)(const Dataset& training);
  /// Throws InputError where the target has no place among so many outputs.
  void (*check)(const std::string& path, const Target& target, std::int64_t outputs);

  /// Of one picture's logits [K]: probabilities or values [K], and the loss against its target.
  std::vector<float> (*answer)(const float* logits, std::int64_t outputs);
  double (*loss)(const float* logits, std::int64_t outputs, const Target& target);
  /// How far one model's answers are from another's, 0 where they agree: what merging is judged by where
  /// there are no targets. The answers are answer()'s.
  double (*divergence)(std::span<const float> whole, std::span<const float> merged);
  bool (*same_answer)(std::span<const float> whole, std::span<const float> merged);

  /// What the metrics need of a picture: A numbers at `to`.
  std::int64_t (*kept_numbers)(std::int64_t outputs);
  void (*keep)(const float* logits, std::int64_t outputs, const Target& target, float* to);
  std::vector<Metric> metrics;  // without values, the one that decides first
  /// Their values. Sums are of doubles, in the order of the pictures.
  std::vector<double> (*measure)(const Answers& answers);
  /// A figure that is a mean over pictures, for training and for what is under way, and each one's part.
  Metric running;
  double (*running_of)(const float* kept, std::int64_t outputs, const Target& target);

  /// Row by row what was answered: columns after `path`.
  std::vector<std::string> (*csv_columns)(const std::vector<std::string>& names);
  std::vector<std::string> (*csv_row)(const Answers& answers, std::size_t i,
                                      const std::vector<std::string>& names);
  /// Output by output.
  std::vector<OutputColumn> (*by_output)(const Answers& answers);
  /// Under a picture: what it is and what was answered. `answered`: answer()'s.
  std::string (*caption)(const Target& target, std::span<const float> answered,
                         const std::vector<std::string>& names);
  /// What a report draws of the answers. Null: nothing.
  AnswerFigures (*figures)(const Answers& answers, const std::vector<std::string>& names) = nullptr;

  const Metric& deciding() const { return metrics.front(); }
  /// Of the running figure's sum over pictures.
  double running_mean(double sum, double pictures) const {
    return pictures > 0 ? (running.unit == "%" ? 100.0 : 1.0) * sum / pictures : 0;
  }
};

}  // namespace pyra

// What predict says of one picture, and its spellings.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "tasks/task.h"

namespace pyra {

/// What predict shows of an answer.
struct Shown {
  std::int64_t top = 5;    // of Answering::best: so many classes
  double threshold = 0.5;  // of Answering::several: labels from this probability on
};

struct Prediction {
  std::string path;
  std::vector<float> answer;                          // [K] as Task::answer gives it
  std::vector<std::pair<std::string, float>> chosen;  // of it, those to show: the most probable first; of
                                                      // Answering::numbers all, in their order
  std::pair<std::string, float> likeliest;            // whether it is shown or not
  std::string tokens;                                 // file of the drawing; empty: none was asked for
};

/// Ties go to the lowest. `names` may be empty: numbers then.
Prediction make_prediction(const Task& task, std::string path, const std::vector<float>& answer,
                           const std::vector<std::string>& names, const Shown& shown);

std::string to_text(const Task& task, const Prediction& prediction);
/// {"path", "predictions": [{"label", "probability"}]}; of numbers {"path", "values": {name: value}}.
nlohmann::ordered_json to_json(const Task& task, const Prediction& prediction);
/// A row a picture. One class: path, label_1, probability_1, ... Several: path, labels (those to show, ;
/// between them), and the probability of every label. Numbers: path and every value.
std::string to_csv(const Task& task, const std::vector<Prediction>& predictions,
                   const std::vector<std::string>& names);

}  // namespace pyra

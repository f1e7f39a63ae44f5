// What a task shows of many answers, as plain numbers; who prints or draws them is another's business.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace pyra {

/// A figure of every output, in their order.
struct OutputColumn {
  std::string key;             // in JSON: "right", "average_precision"
  std::string title;           // for people
  std::string unit;            // "%" or ""
  bool whole = false;          // counted
  std::vector<double> values;  // [K]; NaN where it is not defined
};

struct ConfusedPair {
  std::string truth, predicted;
  std::int64_t count = 0;  // pictures of `truth` called `predicted`
  std::int64_t of = 0;     // pictures of `truth`
};

struct AnswerFigures {
  std::vector<std::string> class_names;              // of the confusion matrix below, worst classes only
  std::vector<std::vector<std::int64_t>> confusion;  // [truth][predicted]; beyond class_names: other classes
  std::string confusion_note;                        // which classes these are; empty: all
  std::vector<ConfusedPair> confused;                // most frequent confusions
  std::vector<std::pair<std::string, std::vector<std::pair<double, double>>>>
      against;  // by value: what is true and what was answered, of each picture
};

}  // namespace pyra

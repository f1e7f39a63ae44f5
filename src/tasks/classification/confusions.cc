#include "tasks/classification/confusions.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace pyra {
namespace {

constexpr std::size_t kMost = 12;

using Pair = std::pair<std::size_t, std::size_t>;  // truth, predicted

struct Counts {
  std::vector<std::int64_t> of, right;  // [classes]
  std::map<Pair, std::int64_t> confused;
};

Counts count(const Answers& answers, std::size_t classes) {
  Counts counts{std::vector<std::int64_t>(classes, 0), std::vector<std::int64_t>(classes, 0), {}};
  for (std::size_t i = 0; i < answers.count(); ++i) {
    const auto is = static_cast<std::size_t>(answers.sample(i).label),
               called = static_cast<std::size_t>(answers.answer(i)[0]);
    ++counts.of.at(is);
    if (is == called) {
      ++counts.right.at(is);
    } else {
      ++counts.confused[{is, called}];
    }
  }
  return counts;
}

/// Of the classes that were seen, those with the lowest accuracy, in the order of their numbers.
std::vector<std::size_t> worst_classes(const Counts& counts) {
  std::vector<std::size_t> worst(counts.of.size());
  std::iota(worst.begin(), worst.end(), 0);
  std::erase_if(worst, [&](std::size_t k) { return counts.of[k] == 0; });
  std::stable_sort(worst.begin(), worst.end(), [&](std::size_t a, std::size_t b) {
    return counts.right[a] * counts.of[b] < counts.right[b] * counts.of[a];
  });
  worst.resize(std::min(worst.size(), kMost));
  std::sort(worst.begin(), worst.end());
  return worst;
}

}  // namespace

AnswerFigures confusions(const Answers& answers, const std::vector<std::string>& names) {
  AnswerFigures figures;
  const Counts counts = count(answers, names.size());
  const std::vector<std::size_t> worst = worst_classes(counts);
  const bool all = worst.size() == names.size();
  if (!all) {
    figures.confusion_note = "the " + std::to_string(worst.size()) + " of " + std::to_string(names.size()) +
                             " classes with the lowest accuracy";
  }
  for (const std::size_t is : worst) {
    figures.class_names.push_back(names[is]);
    auto& row = figures.confusion.emplace_back();
    for (const std::size_t called : worst) {
      const auto found = counts.confused.find({is, called});
      row.push_back(is == called ? counts.right[is] : found == counts.confused.end() ? 0 : found->second);
    }
    if (!all) row.push_back(counts.of[is] - std::accumulate(row.begin(), row.end(), std::int64_t{0}));
  }
  std::vector<std::pair<std::int64_t, Pair>> pairs;
  for (const auto& [pair, times] : counts.confused) pairs.emplace_back(-times, pair);
  std::sort(pairs.begin(), pairs.end());
  pairs.resize(std::min(pairs.size(), kMost));
  for (const auto& [times, pair] : pairs)
    figures.confused.push_back({names[pair.first], names[pair.second], -times, counts.of[pair.first]});
  return figures;
}

}  // namespace pyra

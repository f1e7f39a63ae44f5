#include "train/ranks/sharded.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/json/json_text.h"
#include "pyra/error.h"

namespace pyra {
namespace {

using nlohmann::json;

std::string to_text(const Evaluation& part) {
  const json object{{"count", part.count},
                    {"top1", part.top1},
                    {"top5", part.top5},
                    {"loss", part.loss},
                    {"seconds", part.seconds},
                    {"model_seconds", part.model_seconds},
                    {"skipped", part.skipped_messages},
                    {"index", part.index},
                    {"label", part.label},
                    {"predicted", part.predicted},
                    {"probability", part.probability}};
  return json_text(object);  // names of files need not be UTF-8
}

template <typename T>
std::vector<T> reordered(const std::vector<T>& values, const std::vector<std::size_t>& order) {
  std::vector<T> sorted;
  for (const std::size_t at : order) sorted.push_back(values[at]);
  return sorted;
}

template <typename T>
void append(std::vector<T>& to, const json& from) {
  const auto values = from.get<std::vector<T>>();
  to.insert(to.end(), values.begin(), values.end());
}

/// Accuracies and loss as those of all pictures, the pictures in the order of the data set.
Evaluation merge(const std::vector<std::string>& parts) {
  Evaluation whole;
  double right = 0, among_five = 0, loss = 0;
  for (const std::string& text : parts) {
    const json part = json::parse(text);
    const double count = part["count"];
    whole.count += part["count"].get<std::int64_t>();
    right += std::round(part["top1"].get<double>() * count / 100);  // whole pictures
    among_five += std::round(part["top5"].get<double>() * count / 100);
    loss += part["loss"].get<double>() * count;
    whole.seconds = std::max(whole.seconds, part["seconds"].get<double>());
    whole.model_seconds = std::max(whole.model_seconds, part["model_seconds"].get<double>());
    append(whole.skipped_messages, part["skipped"]);
    append(whole.index, part["index"]);
    append(whole.label, part["label"]);
    append(whole.predicted, part["predicted"]);
    append(whole.probability, part["probability"]);
  }
  whole.skipped = static_cast<std::int64_t>(whole.skipped_messages.size());
  if (whole.count == 0) return whole;
  const auto count = static_cast<double>(whole.count);
  whole.top1 = 100 * right / count;
  whole.top5 = 100 * among_five / count;
  whole.loss = loss / count;
  std::vector<std::size_t> order(whole.index.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return whole.index[a] < whole.index[b]; });
  whole.index = reordered(whole.index, order);
  whole.label = reordered(whole.label, order);
  whole.predicted = reordered(whole.predicted, order);
  whole.probability = reordered(whole.probability, order);
  return whole;
}

}  // namespace

Evaluation join(Ranks& ranks, Evaluation mine) {
  if (ranks.count() == 1) return mine;
  const std::vector<std::string> parts = ranks.gather(to_text(mine));
  const Evaluation whole = merge(parts.empty() ? std::vector{ranks.broadcast("")} : parts);
  if (ranks.first()) ranks.broadcast(to_text(whole));
  if (whole.count == 0) throw InputError("none of the pictures could be read");
  return whole;
}

}  // namespace pyra

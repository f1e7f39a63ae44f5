#include "train/ranks/sharded.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/json/json_text.h"
#include "pyra/error.h"

namespace pyra {
namespace {

using nlohmann::json;

std::string to_text(const Evaluation& part) {
  const json object{{"count", part.count},
                    {"outputs", part.outputs},
                    {"loss", part.loss},
                    {"seconds", part.seconds},
                    {"model_seconds", part.model_seconds},
                    {"skipped", part.skipped_messages},
                    {"index", part.index},
                    {"kept", part.kept}};
  return json_text(object);  // names of files need not be UTF-8
}

/// Rows of `width` numbers in another order.
std::vector<float> reordered(const std::vector<float>& rows, std::size_t width,
                             const std::vector<std::size_t>& order) {
  std::vector<float> sorted;
  sorted.reserve(rows.size());
  for (const std::size_t at : order) {
    const auto row = rows.begin() + static_cast<std::ptrdiff_t>(at * width);
    sorted.insert(sorted.end(), row, row + static_cast<std::ptrdiff_t>(width));
  }
  return sorted;
}

template <typename T>
void append(std::vector<T>& to, const json& from) {
  const auto values = from.get<std::vector<T>>();
  to.insert(to.end(), values.begin(), values.end());
}

/// Metrics and loss as those of all pictures, the pictures in the order of the data set.
Evaluation merge(const std::vector<std::string>& parts, const Dataset& dataset) {
  Evaluation whole;
  double loss = 0;
  for (const std::string& text : parts) {
    const json part = json::parse(text);
    const double count = part["count"];
    whole.count += part["count"].get<std::int64_t>();
    whole.outputs = part["outputs"].get<std::int64_t>();
    loss += part["loss"].get<double>() * count;
    whole.seconds = std::max(whole.seconds, part["seconds"].get<double>());
    whole.model_seconds = std::max(whole.model_seconds, part["model_seconds"].get<double>());
    append(whole.skipped_messages, part["skipped"]);
    append(whole.index, part["index"]);
    append(whole.kept, part["kept"]);
  }
  whole.skipped = static_cast<std::int64_t>(whole.skipped_messages.size());
  if (whole.count == 0) return whole;
  whole.loss = loss / static_cast<double>(whole.count);
  std::vector<std::size_t> order(whole.index.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return whole.index[a] < whole.index[b]; });
  whole.kept = reordered(whole.kept, whole.kept.size() / order.size(), order);
  std::sort(whole.index.begin(), whole.index.end());
  measure(whole, dataset);
  return whole;
}

}  // namespace

Evaluation join(Ranks& ranks, Evaluation mine, const Dataset& dataset) {
  if (ranks.count() == 1) return mine;
  const std::vector<std::string> parts = ranks.gather(to_text(mine));
  const Evaluation whole = merge(parts.empty() ? std::vector{ranks.broadcast("")} : parts, dataset);
  if (ranks.first()) ranks.broadcast(to_text(whole));
  if (whole.count == 0) throw InputError("none of the pictures could be read");
  return whole;
}

}  // namespace pyra

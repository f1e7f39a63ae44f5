#include "cli/prediction.h"

#include <algorithm>
#include <numeric>
#include <sstream>

#include "base/text/numbers.h"
#include "base/text/words.h"
#include "cli/format.h"
#include "show/table.h"

namespace pyra {
namespace {

std::string percent(float probability) { return format(100.0 * static_cast<double>(probability), 1) + " %"; }

std::vector<std::string> chosen_names(const Prediction& prediction) {
  std::vector<std::string> names;
  for (const auto& [name, number] : prediction.chosen) names.push_back(name);
  return names;
}

/// Most probable first.
std::vector<std::size_t> ranked(const std::vector<float>& answer) {
  std::vector<std::size_t> order(answer.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return answer[a] > answer[b]; });
  return order;
}

std::string to_csv_of_classes(const std::vector<Prediction>& predictions) {
  Table table{{"path"}, {}};
  const std::size_t classes = predictions.empty() ? 0 : predictions.front().chosen.size();
  for (std::size_t k = 1; k <= classes; ++k) {
    table.columns.push_back("label_" + std::to_string(k));
    table.columns.push_back("probability_" + std::to_string(k));
  }
  for (const Prediction& prediction : predictions) {
    auto& row = table.rows.emplace_back();
    row.push_back(prediction.path);
    for (const auto& [name, probability] : prediction.chosen) {
      row.push_back(name);
      row.push_back(format(static_cast<double>(probability), 6));
    }
  }
  return to_csv(table);
}

}  // namespace

Prediction make_prediction(const Task& task, std::string path, const std::vector<float>& answer,
                           const std::vector<std::string>& names, const Shown& shown) {
  Prediction prediction{std::move(path), answer, {}, {}, ""};
  std::vector<std::size_t> order = ranked(answer);
  const auto named = [&](std::size_t k) {
    return std::pair(names.empty() ? std::to_string(k) : names.at(k), answer[k]);
  };
  if (!order.empty()) prediction.likeliest = named(order.front());
  if (task.answering == Answering::numbers) std::iota(order.begin(), order.end(), 0);
  if (task.answering == Answering::best)
    order.resize(std::min(order.size(), static_cast<std::size_t>(shown.top)));
  if (task.answering == Answering::several)
    std::erase_if(order, [&](std::size_t k) { return static_cast<double>(answer[k]) < shown.threshold; });
  for (const std::size_t k : order) prediction.chosen.push_back(named(k));
  return prediction;
}

std::string to_text(const Task& task, const Prediction& prediction) {
  std::ostringstream text;
  text << prediction.path << "\n";
  for (const auto& [name, number] : prediction.chosen) {
    if (task.answering == Answering::numbers)
      text << "  " << name << "  " << short_number(static_cast<double>(number)) << "\n";
    else
      text << "  " << percent(number) << "  " << name << "\n";
  }
  if (prediction.chosen.empty()) {
    const auto& [name, highest] = prediction.likeliest;
    text << "  no label (the most probable one: " << percent(highest) << "  " << name << ")\n";
  }
  if (!prediction.tokens.empty()) text << "  merged patches: " << prediction.tokens << "\n";
  return text.str();
}

nlohmann::ordered_json to_json(const Task& task, const Prediction& prediction) {
  nlohmann::ordered_json row{{"path", prediction.path}};
  if (task.answering == Answering::numbers) {
    row["values"] = nlohmann::ordered_json::object();
    for (const auto& [name, value] : prediction.chosen) row["values"][name] = value;
  } else {
    row["predictions"] = nlohmann::ordered_json::array();
    for (const auto& [name, probability] : prediction.chosen)
      row["predictions"].push_back({{"label", name}, {"probability", probability}});
  }
  if (!prediction.tokens.empty()) row["tokens"] = prediction.tokens;
  return row;
}

std::string to_csv(const Task& task, const std::vector<Prediction>& predictions,
                   const std::vector<std::string>& names) {
  if (task.answering == Answering::best) return to_csv_of_classes(predictions);
  const bool labels = task.answering == Answering::several;
  Table table{{"path"}, {}};
  if (labels) table.columns.emplace_back("labels");
  table.columns.insert(table.columns.end(), names.begin(), names.end());
  for (const Prediction& prediction : predictions) {
    auto& row = table.rows.emplace_back();
    row.push_back(prediction.path);
    if (labels) row.push_back(joined(chosen_names(prediction), ";"));
    for (const float number : prediction.answer)
      row.push_back(labels ? format(static_cast<double>(number), 6) : exact_number(number));
  }
  return to_csv(table);
}

}  // namespace pyra

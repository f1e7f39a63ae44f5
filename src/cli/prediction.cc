#include "cli/prediction.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <sstream>

#include "cli/format.h"
#include "show/table.h"

namespace pyra {

std::vector<std::pair<std::string, float>> rank_classes(const std::vector<float>& probabilities,
                                                        const std::vector<std::string>& names,
                                                        std::int64_t top) {
  std::vector<std::size_t> order(probabilities.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return probabilities[a] > probabilities[b]; });
  order.resize(std::min(order.size(), static_cast<std::size_t>(top)));
  std::vector<std::pair<std::string, float>> classes;
  for (const std::size_t k : order)
    classes.emplace_back(names.empty() ? std::to_string(k) : names.at(k), probabilities[k]);
  return classes;
}

std::string to_text(const Prediction& prediction) {
  std::ostringstream text;
  text << prediction.path << "\n";
  for (const auto& [name, probability] : prediction.classes) {
    text << "  " << format(100.0 * static_cast<double>(probability), 1) << " %  " << name << "\n";
  }
  if (!prediction.tokens.empty()) text << "  merged patches: " << prediction.tokens << "\n";
  return text.str();
}

nlohmann::ordered_json to_json(const Prediction& prediction) {
  nlohmann::ordered_json classes = nlohmann::ordered_json::array();
  for (const auto& [name, probability] : prediction.classes)
    classes.push_back({{"label", name}, {"probability", probability}});
  nlohmann::ordered_json row{{"path", prediction.path}, {"predictions", classes}};
  if (!prediction.tokens.empty()) row["tokens"] = prediction.tokens;
  return row;
}

std::string to_csv(const std::vector<Prediction>& predictions) {
  Table table{{"path"}, {}};
  const std::size_t classes = predictions.empty() ? 0 : predictions.front().classes.size();
  for (std::size_t k = 1; k <= classes; ++k) {
    table.columns.push_back("label_" + std::to_string(k));
    table.columns.push_back("probability_" + std::to_string(k));
  }
  for (const Prediction& prediction : predictions) {
    auto& row = table.rows.emplace_back();
    row.push_back(prediction.path);
    for (const auto& [name, probability] : prediction.classes) {
      row.push_back(name);
      row.push_back(format(static_cast<double>(probability), 6));
    }
  }
  return to_csv(table);
}

}  // namespace pyra

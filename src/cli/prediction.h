// What predict says of one picture, and its spellings.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace pyra {

struct Prediction {
  std::string path;
  std::vector<std::pair<std::string, float>> classes;  // most probable first
  std::string tokens;                                  // file of the drawing; empty: none was asked for
};

/// The `top` most probable classes; ties go to the lowest. `names` may be empty: numbers then.
std::vector<std::pair<std::string, float>> rank_classes(const std::vector<float>& probabilities,
                                                        const std::vector<std::string>& names,
                                                        std::int64_t top);

std::string to_text(const Prediction& prediction);
nlohmann::ordered_json to_json(const Prediction& prediction);
/// A row a picture: path, label_1, probability_1, ...
std::string to_csv(const std::vector<Prediction>& predictions);

}  // namespace pyra

// JSON of files that anybody may have written: read within bounds, and strictly.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace pyra {

inline constexpr std::size_t kMaxJsonDepth = 64;
inline constexpr std::size_t kMaxJsonBytes = 16'000'000;  // id2label of 21,843 classes is 2 MB

struct JsonBounds {
  std::size_t bytes = kMaxJsonBytes;
  /// Size of the file that the text is a part of: a large one may hold more values. 0: the text is all there
  /// is.
  std::size_t file = 0;
};

/// `what` begins every message ("config.json", "the adapter's manifest"). Throws InputError for what is not
/// JSON, for lists and objects nested deeper than 64, for a key that an object holds twice, and for a text so
/// large or of so many values that reading it would take more than 64 MB and four times the file.
nlohmann::json parse_json(std::string_view text, const std::string& what, const JsonBounds& bounds = {});

/// Of a JSON list of strings and nothing else.
std::vector<std::string> parse_names(std::string_view text, const std::string& what);

/// The value in one short line, for messages; whatever bytes it holds.
std::string shown(const nlohmann::json& value);

}  // namespace pyra

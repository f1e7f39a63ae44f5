#include "config/sidecar_json.h"

#include "io/mapped_file.h"
#include "pyra/error.h"

namespace pyra {

std::optional<nlohmann::json> read_json_beside(const std::filesystem::path& file, const char* name) {
  using Json = nlohmann::json;
  constexpr std::size_t kMaxBytes = 16'000'000;  // id2label of 21,843 classes is 2 MB
  constexpr int kMaxDepth = 32;

  const std::filesystem::path path = file.parent_path() / name;
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return std::nullopt;
  const MappedFile mapped = map_file(path);
  if (mapped.bytes.size() > kMaxBytes)
    throw InputError(path.string() + " is larger than 16 MB, not a config");
  const auto shallow = [&](int depth, Json::parse_event_t, Json&) {
    if (depth > kMaxDepth) throw InputError(path.string() + " nests deeper than any config");
    return true;
  };
  const auto* begin = reinterpret_cast<const char*>(mapped.bytes.data());
  try {
    Json json = Json::parse(begin, begin + mapped.bytes.size(), shallow);
    if (json.is_object()) return json;
  } catch (const Json::exception& error) {
    throw InputError(path.string() + " is not valid JSON: " + error.what());
  }
  throw InputError(path.string() + " is not a JSON object");
}

}  // namespace pyra

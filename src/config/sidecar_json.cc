#include "config/sidecar_json.h"

#include <algorithm>

#include "io/mapped_file.h"
#include "pyra/error.h"

namespace pyra {

std::optional<nlohmann::json> read_json_beside(const std::filesystem::path& file, const char* name) {
  using Json = nlohmann::json;
  constexpr std::size_t kMaxBytes = 16'000'000;  // id2label of 21,843 classes is 2 MB
  constexpr std::ptrdiff_t kMaxNested = 100'000;  // of lists and objects, before the parser spends memory on them

  const std::filesystem::path path = file.parent_path() / name;
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return std::nullopt;
  const MappedFile mapped = map_file(path);
  if (mapped.bytes.size() > kMaxBytes)
    throw InputError(path.string() + " is larger than 16 MB, not a config");
  const auto* begin = reinterpret_cast<const char*>(mapped.bytes.data());
  const auto* end = begin + mapped.bytes.size();
  // Counted here and not in a callback of the parser, whose cost grows with the square of the objects.
  if (std::count_if(begin, end, [](char c) { return c == '{' || c == '['; }) > kMaxNested)
    throw InputError(path.string() + " nests more lists and objects than any config");
  try {
    Json json = Json::parse(begin, end);
    if (json.is_object()) return json;
  } catch (const Json::exception& error) {
    throw InputError(path.string() + " is not valid JSON: " + error.what());
  }
  throw InputError(path.string() + " is not a JSON object");
}

}  // namespace pyra

#include "architecture/sidecar/sidecar_json.h"

#include "base/json/json_reader.h"
#include "io/text_file.h"
#include "pyra/error.h"

namespace pyra {

std::optional<nlohmann::json> read_json_beside(const std::filesystem::path& file, const char* name) {
  const std::filesystem::path path = file.parent_path() / name;
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return std::nullopt;
  nlohmann::json json = parse_json(read_text_file(path, kMaxJsonBytes), path.string());
  if (!json.is_object()) throw InputError(path.string() + " is not a JSON object");
  return json;
}

}  // namespace pyra

// What pyra writes into the metadata of its own files: an adapter's, a deployed model's and a compensator's
// manifest, a backbone's config. The first byte chooses.
#include <nlohmann/json.hpp>

#include "deploy/inference_model_json.h"
#include "harness.h"
#include "pyra/adapter_manifest.h"
#include "pyra/tocom.h"
#include "pyra/vit_config.h"

namespace {

/// A safetensors file of nothing but metadata.
std::string file_with(const std::string& key, std::string_view text) {
  const std::string header = nlohmann::json{{"__metadata__", {{key, std::string(text)}}}}.dump(
      -1, ' ', false, nlohmann::json::error_handler_t::replace);
  std::string file;
  for (int i = 0; i < 8; ++i) file += static_cast<char>(header.size() >> (8 * i) & 0xFF);
  return file + header;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string text(pyra::fuzz::text_of(data + 1, size - 1));
  return pyra::fuzz::answer([&] {
    switch (data[0] % 4) {
      case 0:
        pyra::manifest_to_json(pyra::manifest_from_json(text));
        break;
      case 1:
        pyra::inference_model_to_json(pyra::inference_model_from_json(text));
        break;
      case 2:
        pyra::read_tocom(pyra::fuzz::MemoryFile(file_with(pyra::kTocomKey, text)).path());
        break;
      default:
        pyra::config_to_json(pyra::config_from_json(text));
    }
  });
}

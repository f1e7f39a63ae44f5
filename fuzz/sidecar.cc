// config.json or preprocessor_config.json (the first byte chooses) beside a checkpoint, for timm's and
// Hugging Face's layouts.
#include "architecture/sidecar/sidecar.h"

#include <fstream>

#include "harness.h"
#include "pyra/preprocessing.h"

namespace {

/// A folder for the one file, kept for the whole run.
const std::filesystem::path& folder() {
  static const std::filesystem::path path = [] {
    const auto made = std::filesystem::temp_directory_path() / ("pyra-fuzz-" + std::to_string(::getpid()));
    std::filesystem::create_directories(made);
    return made;
  }();
  return path;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const bool hugging_face = (data[0] & 1) != 0, preprocessor = (data[0] & 2) != 0;
  const auto file = folder() / (preprocessor ? "preprocessor_config.json" : "config.json");
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char*>(data + 1), static_cast<std::streamsize>(size - 1));
  pyra::fuzz::answer([&] {
    const auto read = hugging_face ? pyra::read_transformers_sidecar : pyra::read_timm_sidecar;
    const pyra::Sidecar sidecar = read(folder() / "model.safetensors");
    if (sidecar.preprocessing) pyra::describe(*sidecar.preprocessing);
  });
  std::filesystem::remove(file);
  return 0;
}

#include <charconv>

#include "engine/cuda_library.h"
#include "pyra/engine.h"
#include "pyra/error.h"

namespace pyra {

Device parse_device(const std::string& name) {
  const std::string cuda = "cuda", numbered = cuda + ":";
  if (name == "cpu") return {};
  if (name == cuda) return {true, 0};
  Device device{true, -1};
  if (name.starts_with(numbered)) {
    const char* end = name.data() + name.size();
    const auto [stopped, error] = std::from_chars(name.data() + numbered.size(), end, device.index);
    if (error != std::errc() || stopped != end) device.index = -1;
  }
  if (device.index < 0)
    throw InputError("unknown device '" + name +
                     "'; expected cpu, cuda or cuda:N, the number of a GPU from 0");
  return device;
}

std::unique_ptr<Runner> make_runner(const InferenceModel& model, Precision precision, const Device& device,
                                    EngineOptions options) {
  if (device.cuda) return cuda_library().make_runner(model, precision, device.index);
  return std::make_unique<Engine>(PackedModel(model, precision), model.rates, std::move(options));
}

}  // namespace pyra

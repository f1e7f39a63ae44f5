#include "train/placement.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <dlfcn.h>

#include "engine/cuda_library.h"
#include "engine/library_folder.h"
#include "pyra/error.h"
#include "train/pack.h"

namespace pyra {
namespace {

/// Beside libtorch_cpu.so, to which alone this program is linked: its static initialisers bring the GPU's
/// operators.
void open_torch_cuda() {
  const auto file = library_folder(reinterpret_cast<const void*>(&at::get_num_threads)) / "libtorch_cuda.so";
  if (dlopen(file.c_str(), RTLD_NOW | RTLD_GLOBAL) == nullptr) {
    throw InputError(std::string("training on a GPU needs LibTorch's CUDA part, which cannot be loaded: ") +
                     dlerror() + "; `scripts/install_torch.sh --cuda` installs all that it needs");
  }
}

}  // namespace

at::Device open_device(const Device& device) {
  if (!device.cuda) return at::kCPU;
  cuda_library().facts(device.index);  // says what is wrong with the GPU, where something is
  static const bool opened = (open_torch_cuda(), true);
  if (!opened || !at::globalContext().hasCUDA())
    throw InputError(
        "this LibTorch was built without CUDA, so it trains on the CPU alone; install the wheel from PyPI",
        code::kDeviceMissing);
  const at::Device there(at::kCUDA, static_cast<c10::DeviceIndex>(device.index));
  c10::impl::VirtualGuardImpl(there.type())
      .setDevice(there);  // streams and graphs are made on the current one
  return there;
}

bool autocasts(const Recipe& recipe, at::Device device) {
  return recipe.precision == "bf16" && !device.is_cpu();
}

std::unique_ptr<MovedWeights> place(Vit& model, const Recipe& recipe, at::Device device) {
  if (!device.is_cpu())
    return std::make_unique<MovedWeights>(model.parameters(), device, autocasts(recipe, device));
  pack(model, recipe);
  return nullptr;
}

}  // namespace pyra

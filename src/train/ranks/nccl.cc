#include "train/ranks/nccl.h"

#include <dlfcn.h>

#include <string>

#include "pyra/error.h"

namespace pyra {
namespace {

constexpr const char* kFile = "libnccl.so.2";

template <typename Function>
void find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  if (function == nullptr)
    throw InputError(std::string(kFile) + " has no " + name +
                     "; install NCCL 2.14 or later (pip install nvidia-nccl-cu13)");
}

Nccl load() {
  void* const library = dlopen(kFile, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    throw InputError(
        std::string("several processes on GPUs add their gradients through NCCL, which cannot be loaded: ") +
        dlerror() + "; `scripts/install_torch.sh --cuda` installs it");
  }
  Nccl nccl;
  find(library, "ncclGetUniqueId", nccl.get_unique_id);
  find(library, "ncclCommInitRank", nccl.init_rank);
  find(library, "ncclAllReduce", nccl.all_reduce);
  find(library, "ncclGroupStart", nccl.group_start);
  find(library, "ncclGroupEnd", nccl.group_end);
  find(library, "ncclCommGetAsyncError", nccl.async_error);
  find(library, "ncclCommAbort", nccl.abort);
  find(library, "ncclCommDestroy", nccl.destroy);
  find(library, "ncclGetErrorString", nccl.error_string);
  return nccl;
}

}  // namespace

const Nccl& loaded_nccl() {
  static const Nccl nccl = load();
  return nccl;
}

}  // namespace pyra

// Where a library of this program was loaded from.
#pragma once

#include <dlfcn.h>

#include <filesystem>

namespace pyra {

/// The folder of the library that `symbol` is in; empty where the loader cannot tell.
inline std::filesystem::path library_folder(const void* symbol) {
  Dl_info info{};
  if (dladdr(symbol, &info) == 0 || info.dli_fname == nullptr) return {};
  return std::filesystem::path(info.dli_fname).parent_path();
}

}  // namespace pyra

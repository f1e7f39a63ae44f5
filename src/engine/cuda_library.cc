#include "engine/cuda_library.h"

#include <dlfcn.h>

#include <algorithm>
#include <filesystem>

#include "engine/library_folder.h"
#include "pyra/error.h"
#include "pyra/version.h"

namespace pyra {
namespace {

using Entry = const CudaLibrary* (*)(const char* version);

/// Beside the library that this function is in, else wherever the loader looks.
std::filesystem::path library_path() {
  const auto folder = library_folder(reinterpret_cast<const void*>(&cuda_library));
  std::error_code ignored;
  const bool beside = !folder.empty() && std::filesystem::exists(folder / kCudaLibraryFile, ignored);
  return beside ? folder / kCudaLibraryFile : std::filesystem::path(kCudaLibraryFile);
}

const CudaLibrary& open() {
  const std::filesystem::path path = library_path();
  void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const std::string why = dlerror();
    if (!path.has_parent_path()) {
      throw InputError("a GPU was asked for, but this pyra was built without CUDA (" + why +
                           "); build it with `make build CUDA=1`, or run on the CPU",
                       code::kDeviceMissing);
    }
    throw InputError("a GPU was asked for, but the CUDA part of pyra cannot be loaded: " + why +
                         "; install CUDA 13's cuBLAS (pip install nvidia-cublas) "
                         "where the loader finds it, or run on the CPU",
                     code::kDeviceMissing);
  }
  const auto entry = reinterpret_cast<Entry>(dlsym(library, kCudaEntry));
  const CudaLibrary* const found = entry != nullptr ? entry(kVersion) : nullptr;
  if (found == nullptr) {
    throw InputError(path.string() + " belongs to another version of pyra than this one, " + kVersion +
                     "; install both from the same build");
  }
  return *found;
}

}  // namespace

const CudaLibrary& cuda_library() {
  static const CudaLibrary& library = open();
  return library;
}

}  // namespace pyra

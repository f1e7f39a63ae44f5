#include "train/cuda_step_graph.h"

#include <dlfcn.h>

#include "engine/library_folder.h"
#include "pyra/error.h"
#include "pyra/version.h"

namespace pyra {
namespace {

constexpr const char* kFile = "libpyra_step_graph.so";
using Make = StepGraph* (*)(const char* version);

Make open() {
  const auto path = library_folder(reinterpret_cast<const void*>(&cuda_step_graphs)) / kFile;
  void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    throw InputError(std::string("training on a GPU records its steps through ") + kFile +
                         ", which cannot be loaded: " + dlerror() +
                         "; `make build CUDA=1` makes it, and steps that are not recorded (eager) do without",
                     code::kStepGraph);
  }
  return reinterpret_cast<Make>(dlsym(library, "pyra_step_graph"));
}

}  // namespace

MakeStepGraph cuda_step_graphs() {
  static const Make make = open();
  return [] {
    std::unique_ptr<StepGraph> graph(make != nullptr ? make(kVersion) : nullptr);
    if (!graph)
      throw InputError(std::string(kFile) + " belongs to another version of pyra than this one, " + kVersion +
                       "; install both from the same build");
    return graph;
  };
}

}  // namespace pyra

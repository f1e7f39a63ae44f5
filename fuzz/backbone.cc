// A backbone: tensors that are a Vision Transformer's, config and class names in the metadata, no file beside
// it.
#include "pyra/backbone.h"

#include "harness.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const pyra::fuzz::MemoryFile file(pyra::fuzz::text_of(data, size));
  return pyra::fuzz::answer([&] { pyra::read_backbone(file.path()); });
}

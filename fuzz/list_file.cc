// A list of pictures.
#include "harness.h"
#include "pyra/dataset.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const pyra::fuzz::MemoryFile file(pyra::fuzz::text_of(data, size));
  return pyra::fuzz::answer([&] { pyra::read_list("/nowhere", file.path()); });
}

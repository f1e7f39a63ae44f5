// One array of numpy.
#include "io/npy.h"

#include "harness.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return pyra::fuzz::answer([&] {
    pyra::ReadBudget budget(size, "the array");
    pyra::parse_npy({std::as_bytes(std::span(data, size)), nullptr}, "the array", budget).bytes();
  });
}

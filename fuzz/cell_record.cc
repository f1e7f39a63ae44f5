// The record of a finished cell, and of one that failed.
#include "compare/cell_record.h"

#include "harness.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const pyra::fuzz::MemoryFile file(pyra::fuzz::text_of(data, size));
  return pyra::fuzz::answer([&] {
    pyra::read_failure(file.path());
    pyra::read_record(file.path());
  });
}

// A compare file: TOML.
#include "compare/compare_file.h"

#include "harness.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return pyra::fuzz::answer([&] {
    pyra::parse_compare_file(std::string(pyra::fuzz::text_of(data, size)), "compare.toml", "/nowhere",
                             pyra::Variables({}, false));
  });
}

// A schedule as a user spells it, or the file of one (where the text begins with a brace).
#include "pyra/schedule.h"

#include "harness.h"
#include "schedules/schedule_file.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(pyra::fuzz::text_of(data, size));
  const pyra::VitConfig config;
  return pyra::fuzz::answer([&] {
    if (text.starts_with('{')) {
      pyra::read_schedule_file(pyra::fuzz::MemoryFile(text).path(), config);
    } else {
      pyra::parse_schedule(text, config);
    }
  });
}

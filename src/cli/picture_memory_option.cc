#include "cli/picture_memory_option.h"

#include "cli/accepted.h"
#include "pictures/decode/picture_share.h"
#include "pyra/picture_memory.h"

namespace pyra {

Option add_picture_memory(Options& options) {
  picture_memory().advise("raise --picture-memory");
  return options
      .on_number(
          "--picture-memory",
          [](std::int64_t megabytes) { set_picture_memory(static_cast<std::size_t>(megabytes) << 20); },
          "megabytes for all pictures being decoded at once (1024, which holds a photograph of 100 "
          "megapixels); one that alone "
          "takes more counts as unreadable")
      .check(whole_in(1, std::int64_t{1} << 24))
      .type_name("MB")
      .group("Time and memory");
}

}  // namespace pyra

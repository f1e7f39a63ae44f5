// The reader of untrusted JSON: what it reads, the parser behind it reads too, and to the same value.
#include <nlohmann/json.hpp>

#include "base/json/json_reader.h"
#include "harness.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = pyra::fuzz::text_of(data, size);
  return pyra::fuzz::answer([&] {
    const nlohmann::json json = pyra::parse_json(text, "the text");
    if (json != nlohmann::json::parse(text) && json.dump() != nlohmann::json::parse(text).dump())
      std::abort();
    pyra::shown(json);
  });
}

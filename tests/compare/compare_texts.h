// A compare file in few lines.
#pragma once

#include <string>

#include "compare/plan.h"

namespace pyra::testing {

inline const std::string kData = "[[data]]\nname = \"clothes\"\npath = \"clothes\"\n";
inline const std::string kMethods =
    "[[method]]\nname = \"LoRA\"\nreducer = \"none\"\n"
    "[[method]]\nname = \"ToMe\"\nreducer = \"tome\"\n"
    "[[method]]\nname = \"PYRA\"\nreducer = \"pyra\"\n";

inline CompareFile parse(const std::string& toml, const Variables& variables = Variables({}, true)) {
  return parse_compare_file(toml, "compare.toml", "/folder", variables);
}

}  // namespace pyra::testing

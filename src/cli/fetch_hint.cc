#include "cli/fetch_hint.h"

#include <string_view>

#include "fetch/hub_cache.h"

namespace pyra {

std::string fetch_hint(const Error& error) {
  if (error.code() != code::kBackboneMissing) return {};
  const std::string sentence = error.what();
  const std::size_t begin = sentence.find("models--");
  if (begin == std::string::npos) return {};
  const std::string name = hub_name_of(sentence.substr(begin, sentence.find(" nor at ", begin) - begin));
  return name.empty() ? "" : "\nIt came from the hub, and comes again by: pyra fetch " + name;
}

}  // namespace pyra

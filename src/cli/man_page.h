// A verb's page as manual pages are written: roff, section 1.
#pragma once

#include <string>
#include <vector>

#include "cli/verb_page.h"

namespace pyra {

/// "pyra-adapt.1".
std::string man_file(const VerbPage& page);
/// `see_also`: names of other pages, "pyra-eval".
std::string man_page(const VerbPage& page, const std::string& version,
                     const std::vector<std::string>& see_also);

}  // namespace pyra

#include "cli/output_path.h"

#include <filesystem>

#include "pyra/error.h"

namespace pyra {

void check_output(const std::string& option, const std::string& path) {
  if (path.empty()) return;
  if (std::filesystem::is_directory(path)) throw InputError(option + " " + path + " is a folder; give the file a name");
  const auto folder = std::filesystem::absolute(path).parent_path();
  if (!std::filesystem::is_directory(folder)) {
    throw InputError(option + " " + path + ": No such folder " + folder.string() + "; make it first");
  }
}

}  // namespace pyra

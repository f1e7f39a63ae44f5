#include "cli/output_path.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "io/output_target.h"
#include "io/temporary_file.h"
#include "pyra/error.h"

namespace pyra {

namespace {

OutputTarget target_of(const std::string& option, const std::string& path) {
  try {
    return output_target(path);
  } catch (const InputError& error) {
    throw InputError(option + " " + error.what());
  }
}

}  // namespace

void check_output(const std::string& option, const std::string& path) {
  if (path.empty()) return;
  const OutputTarget target = target_of(option, path);
  if (target.kind != OutputTarget::Kind::replaced) return;
  const auto folder = std::filesystem::absolute(target.file).parent_path();
  if (!std::filesystem::is_directory(folder)) {
    throw InputError(option + " " + path + ": No such folder " + folder.string() + "; make it first");
  }
  remove_dead_temporaries_of(target.file);
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    throw Failure(option + " " + path + ": cannot write into " + folder.string() + ": " + std::strerror(errno));
  }
}

bool is_stream(const std::string& path) { return output_target(path).kind != OutputTarget::Kind::replaced; }

void check_file_output(const std::string& option, const std::string& path) {
  check_output(option, path);
  if (path.empty() || !is_stream(path)) return;
  throw InputError(option + " " + path +
                   " is no regular file; more is written beside it, so give the name of a file");
}

}  // namespace pyra

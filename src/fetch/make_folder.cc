#include "fetch/make_folder.h"

#include "pyra/error.h"

namespace pyra {

void make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    throw Failure("cannot make the folder " + folder.string() + ": " + error.message() +
                  "; HF_HUB_CACHE (XDG_CACHE_HOME for addresses) names another place for downloads");
  }
}

}  // namespace pyra

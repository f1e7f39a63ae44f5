#include "pictures/decode/file_bytes.h"

#include <fstream>
#include <string>
#include <system_error>

#include "pyra/error.h"

namespace pyra {

std::vector<std::uint8_t> read_file_bytes(const std::filesystem::path& path) {
  const std::string name = path.string();
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) throw InputError(name + ": no such picture file");
  if (!std::filesystem::is_regular_file(status)) throw InputError(name + ": not a regular file");
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error) throw InputError(name + ": cannot be read: " + error.message());
  if (size == 0) throw InputError(name + ": the file is empty, expected a picture");
  if (size > kLargestPictureFile) {
    throw InputError(name + ": " + std::to_string(size) +
                     " bytes are too many for a picture, at most 2^30 are read");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) throw InputError(name + ": cannot be opened; check its permissions");
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size));
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  bytes.resize(static_cast<std::size_t>(file.gcount()));  // shorter if the file shrank meanwhile
  return bytes;
}

}  // namespace pyra

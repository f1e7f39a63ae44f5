#include "io/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "pyra/error.h"

namespace pyra {
namespace {

struct Descriptor {
  int value;
  ~Descriptor() {
    if (value >= 0) ::close(value);
  }
};

}  // namespace

MappedFile map_file(const std::filesystem::path& path) {
  // O_NONBLOCK: opening a named pipe must not wait for somebody to write into it.
  const Descriptor descriptor{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (descriptor.value < 0) {
    throw InputError(path.string() + " cannot be opened: " + std::strerror(errno));
  }
  struct stat status {};
  if (::fstat(descriptor.value, &status) != 0) {
    throw InputError(path.string() + " cannot be examined: " + std::strerror(errno));
  }
  if (S_ISDIR(status.st_mode)) {
    throw InputError(path.string() + " is a folder, a file was expected: name the weights inside it");
  }
  if (!S_ISREG(status.st_mode)) throw InputError(path.string() + " is not a regular file");
  if (status.st_size == 0) throw InputError(path.string() + " is empty");

  const auto size = static_cast<std::size_t>(status.st_size);
  void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor.value, 0);
  if (address == MAP_FAILED) {
    throw Failure("cannot map " + path.string() + " into memory: " + std::strerror(errno));
  }
  std::shared_ptr<const void> owner(
      address, [size](const void* mapped) { ::munmap(const_cast<void*>(mapped), size); });
  return {{static_cast<const std::byte*>(address), size}, std::move(owner)};
}

}  // namespace pyra

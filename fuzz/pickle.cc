// The pickle of a torch archive and the tensors that it describes, around a storage of 64 floats: mutations
// would hardly ever leave the zip around it whole.
#include <zlib.h>

#include "harness.h"
#include "pyra/checkpoint.h"

namespace {

std::string little(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i) & 0xFF);
  return text;
}

std::string archive(std::string_view pickle) {
  const std::pair<std::string, std::string> entries[] = {{"a/data.pkl", std::string(pickle)},
                                                         {"a/data/0", std::string(256, '\1')}};
  std::string file, directory;
  for (const auto& [name, data] : entries) {
    const std::string common = little(0, 8) + little(0, 4) + little(data.size(), 4) + little(data.size(), 4) +
                               little(name.size(), 2);
    directory += "PK\1\2" + little(20, 2) + little(20, 2) + common + std::string(12, '\0') +
                 little(file.size(), 4) + name;
    file += "PK\3\4" + little(20, 2) + common + little(0, 2) + name + data;
  }
  return file + directory + "PK\5\6" + little(0, 4) + little(2, 2) + little(2, 2) +
         little(directory.size(), 4) + little(file.size(), 4) + little(0, 2);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return pyra::fuzz::answer([&] {
    const pyra::fuzz::MemoryFile file(archive(pyra::fuzz::text_of(data, size)));
    for (const auto& [name, tensor] : pyra::read_checkpoint(file.path()).tensors) {
      if (tensor.bytes() > 0 && tensor.data[tensor.bytes() - 1] == std::byte{0xEE})
        std::abort();  // no storage holds it
    }
  });
}

// read_checkpoint(): safetensors, npz and torch archives, by their first bytes.
#include "pyra/checkpoint.h"

#include "harness.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return pyra::fuzz::answer([&] {
    const pyra::fuzz::MemoryFile file(pyra::fuzz::text_of(data, size));
    const pyra::Checkpoint checkpoint = pyra::read_checkpoint(file.path());
    // Every byte that a tensor claims can be read.
    unsigned sum = 0;
    for (const auto& [name, tensor] : checkpoint.tensors) {
      for (std::size_t i = 0; i < tensor.bytes(); i += 512) sum += std::to_integer<unsigned>(tensor.data[i]);
      if (tensor.bytes() > 0) sum += std::to_integer<unsigned>(tensor.data[tensor.bytes() - 1]);
    }
    static volatile unsigned sink;
    sink = sum;
  });
}

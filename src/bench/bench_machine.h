// What a figure of speed is worth nothing without: the machine it was measured on.
#pragma once

#include <string>

namespace pyra {

struct MachineFacts {
  std::string cpu;  // as the system names it
  int cores = 0;    // that this process may use
  std::string isa;  // of pyra's own kernels
  std::string
      onednn;  // "2.6.3, avx512_core_bf16": version, and the best set of instructions that it uses here
  std::string compiler;
  std::string pyra;  // version
};

MachineFacts machine_facts();

}  // namespace pyra

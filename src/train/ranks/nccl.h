// The few functions of NCCL 2 that pyra calls, as its nccl.h declares them. The library is opened when it is
// first needed: LibTorch for GPUs brings it.
#pragma once

#include <array>
#include <cstddef>

namespace pyra {

struct NcclId {
  std::array<char, 128> bytes;
};

struct Nccl {
  using Communicator = void*;
  static constexpr int kSuccess = 0, kFloat32 = 7, kSum = 0;

  int (*get_unique_id)(NcclId* id) = nullptr;
  int (*init_rank)(Communicator* communicator, int count, NcclId id, int rank) = nullptr;
  int (*all_reduce)(const void* from, void* to, std::size_t count, int type, int operation,
                    Communicator communicator, void* stream) = nullptr;
  int (*group_start)() = nullptr;
  int (*group_end)() = nullptr;
  int (*async_error)(Communicator communicator, int* error) = nullptr;
  int (*abort)(Communicator communicator) = nullptr;
  int (*destroy)(Communicator communicator) = nullptr;
  const char* (*error_string)(int error) = nullptr;
};

/// Opened once. Throws InputError saying what to install where it is missing.
const Nccl& loaded_nccl();

}  // namespace pyra

// Devices, memory, streams, graphs and events of the emulated machine. Everything happens at once, except
// what a graph records.
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#endif

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "cuda_runtime.h"

struct CUgraph_st {
  std::vector<std::function<void()>> work;
};
struct CUgraphExec_st {
  std::vector<std::function<void()>> work;
};
struct CUstream_st {
  CUgraph_st* captured = nullptr;
};
struct CUevent_st {
  std::chrono::steady_clock::time_point at;
};

namespace cuda_emulation {

/// Zones beside every allocation whose bytes must not change.
constexpr std::size_t kGuard = 256;
constexpr unsigned char kGuardByte = 0xA5;

struct Allocations {
  std::mutex mutex;
  std::map<unsigned char*, std::size_t> bytes;  // by what the caller got
};
Allocations& allocations() {
  static Allocations all;
  return all;
}

/// Shared memory is static in the kernels, so one grid runs at a time.
std::recursive_mutex& running() {
  static std::recursive_mutex mutex;
  return mutex;
}

Machine& machine() {
  static Machine machine;
  return machine;
}

void enqueue(cudaStream_t stream, std::function<void()> work) {
  if (stream != nullptr && stream->captured != nullptr) {
    stream->captured->work.push_back(std::move(work));
    return;
  }
  const std::lock_guard lock(running());
  work();
}

}  // namespace cuda_emulation

const char* cudaGetErrorName(cudaError_t status) {
  return status == cudaErrorMemoryAllocation ? "cudaErrorMemoryAllocation" : "cudaError";
}
const char* cudaGetErrorString(cudaError_t) { return "of the emulator"; }
cudaError_t cudaGetLastError() { return cudaSuccess; }

cudaError_t cudaGetDeviceCount(int* count) {
  *count = cuda_emulation::machine().devices;
  if (cuda_emulation::machine().driver < 13000) return cudaErrorInsufficientDriver;
  return *count == 0 ? cudaErrorNoDevice : cudaSuccess;
}
cudaError_t cudaSetDevice(int device) {
  return device < cuda_emulation::machine().devices ? cudaSuccess : cudaErrorInvalidValue;
}
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int) {
  *properties = {"emulated GPU", cuda_emulation::machine().major, cuda_emulation::machine().minor, 1,
                 std::size_t{1} << 30};
  return cudaSuccess;
}
cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr, int) { return *value = 1000, cudaSuccess; }
cudaError_t cudaDriverGetVersion(int* version) {
  return *version = cuda_emulation::machine().driver, cudaSuccess;
}
cudaError_t cudaRuntimeGetVersion(int* version) { return *version = 13000, cudaSuccess; }
cudaError_t cudaFuncSetAttribute(const void*, cudaFuncAttribute, int) { return cudaSuccess; }

namespace {

/// Under AddressSanitizer reading a guard is an error too; else only what was written there is seen, when it
/// is freed.
void forbid([[maybe_unused]] void* from, [[maybe_unused]] std::size_t bytes) {
#ifdef __SANITIZE_ADDRESS__
  __asan_poison_memory_region(from, bytes);
#endif
}
void allow([[maybe_unused]] void* from, [[maybe_unused]] std::size_t bytes) {
#ifdef __SANITIZE_ADDRESS__
  __asan_unpoison_memory_region(from, bytes);
#endif
}

}  // namespace

cudaError_t cudaMalloc(void** memory, std::size_t bytes) {
  auto* whole = static_cast<unsigned char*>(
      std::aligned_alloc(256, (bytes + 2 * cuda_emulation::kGuard + 255) / 256 * 256));
  if (whole == nullptr) return cudaErrorMemoryAllocation;
  std::memset(whole, cuda_emulation::kGuardByte, cuda_emulation::kGuard);
  std::memset(whole + cuda_emulation::kGuard, 0xFF, bytes);  // NaN
  std::memset(whole + cuda_emulation::kGuard + bytes, cuda_emulation::kGuardByte, cuda_emulation::kGuard);
  forbid(whole, cuda_emulation::kGuard);
  forbid(whole + cuda_emulation::kGuard + bytes, cuda_emulation::kGuard);
  const std::lock_guard lock(cuda_emulation::allocations().mutex);
  cuda_emulation::allocations().bytes[whole + cuda_emulation::kGuard] = bytes;
  *memory = whole + cuda_emulation::kGuard;
  return cudaSuccess;
}

cudaError_t cudaFree(void* memory) {
  if (memory == nullptr) return cudaSuccess;
  auto* given = static_cast<unsigned char*>(memory);
  const std::lock_guard lock(cuda_emulation::allocations().mutex);
  const auto found = cuda_emulation::allocations().bytes.find(given);
  if (found == cuda_emulation::allocations().bytes.end()) std::abort();
  allow(given - cuda_emulation::kGuard, cuda_emulation::kGuard);
  allow(given + found->second, cuda_emulation::kGuard);
  for (std::size_t i = 0; i < cuda_emulation::kGuard; ++i) {
    const unsigned char *before = given - cuda_emulation::kGuard + i, *after = given + found->second + i;
    if (*before != cuda_emulation::kGuardByte || *after != cuda_emulation::kGuardByte) {
      std::fprintf(stderr, "cuda_emulation: a kernel wrote outside its memory of %zu bytes\n", found->second);
      std::abort();
    }
  }
  std::free(given - cuda_emulation::kGuard);
  cuda_emulation::allocations().bytes.erase(found);
  return cudaSuccess;
}

cudaError_t cudaMemcpy(void* to, const void* from, std::size_t bytes, cudaMemcpyKind) {
  if (bytes > 0) std::memcpy(to, from, bytes);
  return cudaSuccess;
}
cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind,
                            cudaStream_t stream) {
  cuda_emulation::enqueue(stream, [=] {
    if (bytes > 0) std::memcpy(to, from, bytes);
  });
  return cudaSuccess;
}
cudaError_t cudaMemcpy2DAsync(void* to, std::size_t to_row, const void* from, std::size_t from_row,
                              std::size_t width, std::size_t rows, cudaMemcpyKind, cudaStream_t stream) {
  cuda_emulation::enqueue(stream, [=] {
    for (std::size_t row = 0; row < rows; ++row)
      std::memcpy(static_cast<char*>(to) + row * to_row, static_cast<const char*>(from) + row * from_row,
                  width);
  });
  return cudaSuccess;
}
cudaError_t cudaMemset(void* to, int value, std::size_t bytes) {
  if (bytes > 0) std::memset(to, value, bytes);
  return cudaSuccess;
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned) {
  return *stream = new CUstream_st, cudaSuccess;
}
cudaError_t cudaStreamDestroy(cudaStream_t stream) { return delete stream, cudaSuccess; }
cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  return stream != nullptr && stream->captured != nullptr ? cudaErrorStreamCaptureUnsupported : cudaSuccess;
}
cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode) {
  return stream->captured = new CUgraph_st, cudaSuccess;
}
cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
  *graph = stream->captured;
  stream->captured = nullptr;
  return cudaSuccess;
}
cudaError_t cudaGraphInstantiate(cudaGraphExec_t* exec, cudaGraph_t graph, unsigned long long) {
  return *exec = new CUgraphExec_st{graph->work}, cudaSuccess;
}
cudaError_t cudaGraphLaunch(cudaGraphExec_t exec, cudaStream_t stream) {
  for (const auto& work : exec->work) cuda_emulation::enqueue(stream, work);
  return cudaSuccess;
}
cudaError_t cudaGraphDestroy(cudaGraph_t graph) { return delete graph, cudaSuccess; }
cudaError_t cudaGraphExecDestroy(cudaGraphExec_t exec) { return delete exec, cudaSuccess; }

cudaError_t cudaEventCreate(cudaEvent_t* event) { return *event = new CUevent_st, cudaSuccess; }
cudaError_t cudaEventDestroy(cudaEvent_t event) { return delete event, cudaSuccess; }
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t) {
  return event->at = std::chrono::steady_clock::now(), cudaSuccess;
}
cudaError_t cudaEventSynchronize(cudaEvent_t) { return cudaSuccess; }
cudaError_t cudaEventElapsedTime(float* ms, cudaEvent_t begin, cudaEvent_t end) {
  *ms = std::chrono::duration<float, std::milli>(end->at - begin->at).count();
  return cudaSuccess;
}

// The threads of a block as fibers of one system thread.
#include <setjmp.h>
#include <ucontext.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "emulation.h"

namespace cuda_emulation {
namespace {

constexpr std::size_t kStackBytes = std::size_t{128} << 10;
constexpr unsigned kLanes = 32;

/// A context starts a fiber; from then on it is left and entered by jumps, which cost no system call.
struct Fiber {
  ucontext_t context{};
  jmp_buf left{};
  bool started = false;
  std::unique_ptr<unsigned char[]> stack{new unsigned char[kStackBytes]};
  Place place;
  bool done = false;
};

/// Counts arrivals; the last one opens it for all.
struct Barrier {
  unsigned arrived = 0;
  std::uint64_t opened = 0;
};

struct Warp {
  Barrier barrier;
  unsigned members = 0;
  Slot slots[2][kLanes] = {};  // in turns: who has given to the second has read the first
  std::uint64_t exchanges[kLanes] = {};
};

struct Block {
  std::vector<std::unique_ptr<Fiber>> fibers;
  std::vector<Warp> warps;
  Barrier barrier;
  unsigned running = 0;
  std::vector<std::uint64_t> shared;
  jmp_buf scheduler{};
  Fiber* current = nullptr;
  const std::function<void()>* body = nullptr;
  std::uint64_t progress = 0;  // barriers opened and threads ended: none in a whole round means deadlock
  std::exception_ptr error;
};

Block*& running_block() {
  thread_local Block* block = nullptr;
  return block;
}

void yield() {
  Block& block = *running_block();
  if (_setjmp(block.current->left) == 0) _longjmp(block.scheduler, 1);
}

void enter(Block& block) {
  if (_setjmp(block.scheduler) != 0) return;
  if (block.current->started) _longjmp(block.current->left, 1);
  block.current->started = true;
  setcontext(&block.current->context);
}

void wait_at(Barrier& barrier, unsigned count) {
  Block& block = *running_block();
  if (++barrier.arrived >= count) {
    barrier.arrived = 0;
    ++barrier.opened;
    ++block.progress;
    return;
  }
  for (const std::uint64_t before = barrier.opened; barrier.opened == before;) yield();
}

void run_fiber() {
  Block& block = *running_block();
  try {
    (*block.body)();
  } catch (...) {
    block.error = std::current_exception();
  }
  block.current->done = true;
  --block.running;
  --block.warps[block.current->place.warp].members;
  ++block.progress;
  // Threads that have ended no longer keep the others waiting.
  if (block.running > 0 && block.barrier.arrived == block.running) block.barrier.arrived = 0, ++block.barrier.opened;
  _longjmp(block.scheduler, 1);
}

void run_block(Block& block) {
  while (block.running > 0 && !block.error) {
    const std::uint64_t before = block.progress;
    for (const auto& fiber : block.fibers) {
      if (fiber->done) continue;
      block.current = fiber.get();
      enter(block);
      if (block.error) std::rethrow_exception(block.error);
    }
    if (block.progress == before) throw std::logic_error("a barrier or shuffle waits for threads that never come");
  }
}

}  // namespace

const Place& place() { return running_block()->current->place; }
unsigned char* dynamic_shared() { return reinterpret_cast<unsigned char*>(running_block()->shared.data()); }
void block_barrier() { wait_at(running_block()->barrier, running_block()->running); }

const Slot* exchange(const void* bytes, std::size_t count) {
  const Place& here = place();
  Warp& warp = running_block()->warps[here.warp];
  Slot* slots = warp.slots[warp.exchanges[here.lane]++ % 2];
  std::memcpy(slots[here.lane].bytes, bytes, count);
  wait_at(warp.barrier, warp.members);
  return slots;
}

unsigned ballot(bool vote) {
  const Slot* slots = exchange(&vote, sizeof vote);
  unsigned votes = 0;
  for (unsigned lane = 0; lane < kLanes; ++lane) votes |= slots[lane].bytes[0] != 0 ? 1U << lane : 0U;
  return votes;
}

void run_grid(dim3 grid, dim3 size, std::size_t shared_bytes, const std::function<void()>& body) {
  const unsigned threads = size.x * size.y * size.z;
  if (threads == 0 || threads > 1024) throw std::logic_error("a block of " + std::to_string(threads) + " threads");
  Block block;
  block.body = &body;
  running_block() = &block;
  for (unsigned i = 0; i < threads; ++i) block.fibers.push_back(std::make_unique<Fiber>());
  for (unsigned index = 0; index < grid.x * grid.y * grid.z; ++index) {
    block.shared.assign(shared_bytes / 8 + 1, ~std::uint64_t{0});  // NaN, so that nothing relies on what it held
    block.warps.assign((threads + kLanes - 1) / kLanes, Warp());
    block.running = threads;
    block.barrier = Barrier();
    for (unsigned i = 0; i < threads; ++i) {
      Fiber& fiber = *block.fibers[i];
      fiber.done = fiber.started = false;
      fiber.place = {{i % size.x, i / size.x % size.y, i / size.x / size.y}, {index % grid.x, index / grid.x % grid.y, index / grid.x / grid.y}, size, grid, i % kLanes, i / kLanes};
      ++block.warps[i / kLanes].members;
      getcontext(&fiber.context);
      fiber.context.uc_stack.ss_sp = fiber.stack.get();
      fiber.context.uc_stack.ss_size = kStackBytes;
      fiber.context.uc_link = nullptr;
      makecontext(&fiber.context, run_fiber, 0);
    }
    run_block(block);
  }
  running_block() = nullptr;
}

}  // namespace cuda_emulation

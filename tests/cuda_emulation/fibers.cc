// The threads of a block as fibers of one system thread.
#include <setjmp.h>
#include <ucontext.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <numeric>
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
  if (block.running > 0 && block.barrier.arrived == block.running)
    block.barrier.arrived = 0, ++block.barrier.opened;
  _longjmp(block.scheduler, 1);
}

void prepare(Fiber& fiber) {
  getcontext(&fiber.context);
  fiber.context.uc_stack.ss_sp = fiber.stack.get();
  fiber.context.uc_stack.ss_size = kStackBytes;
  fiber.context.uc_link = nullptr;
  makecontext(&fiber.context, run_fiber, 0);
}

/// How threads and blocks take turns: all threads one step at a time, or, as PYRA_EMULATION_ORDER says
/// ("reversed", "shuffled"), warp after warp in that order, each as far as it gets without the others. A
/// result that depends on it lacks a barrier.
const std::string& order() {
  static const char* const asked = std::getenv("PYRA_EMULATION_ORDER");
  static const std::string order = asked != nullptr ? asked : "";
  return order;
}

/// Who comes at turn `i` of `count` in a round.
unsigned at_turn(unsigned i, unsigned count, std::uint64_t round) {
  if (order() == "reversed") return count - 1 - i;
  if (order() != "shuffled") return i;
  unsigned step = static_cast<unsigned>(round * 7919 % count) | 1U;
  while (std::gcd(step, count) != 1) step += 2;
  return static_cast<unsigned>((std::uint64_t{step} * i + round * 104729) % count);
}

/// Every thread of the warp that can, until it waits again.
void step_warp(Block& block, unsigned warp, std::uint64_t round) {
  const unsigned first = warp * kLanes,
                 lanes = std::min(kLanes, static_cast<unsigned>(block.fibers.size()) - first);
  for (unsigned turn = 0; turn < lanes; ++turn) {
    Fiber* const fiber = block.fibers[first + at_turn(turn, lanes, round)].get();
    if (fiber->done) continue;
    block.current = fiber;
    enter(block);
    if (block.error) std::rethrow_exception(block.error);
  }
}

void run_block(Block& block) {
  const auto warps = static_cast<unsigned>(block.warps.size());
  for (std::uint64_t round = 1; block.running > 0; ++round) {
    const std::uint64_t before = block.progress;
    for (unsigned turn = 0; turn < warps; ++turn) {
      const unsigned warp = at_turn(turn, warps, round);
      std::uint64_t last = 0;
      do {
        last = block.progress;
        step_warp(block, warp, round);
      } while (!order().empty() && block.progress != last);
    }
    if (block.progress == before)
      throw std::logic_error("a barrier or shuffle waits for threads that never come");
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
  if (threads == 0 || threads > 1024)
    throw std::logic_error("a block of " + std::to_string(threads) + " threads");
  Block block;
  block.body = &body;
  running_block() = &block;
  for (unsigned i = 0; i < threads; ++i) block.fibers.push_back(std::make_unique<Fiber>());
  const unsigned blocks = grid.x * grid.y * grid.z;
  for (unsigned number = 0; number < blocks; ++number) {
    const unsigned index = at_turn(number, blocks, blocks);
    block.shared.assign(shared_bytes / 8 + 1,
                        ~std::uint64_t{0});  // NaN, so that nothing relies on what it held
    block.warps.assign((threads + kLanes - 1) / kLanes, Warp());
    block.running = threads;
    block.barrier = Barrier();
    for (unsigned i = 0; i < threads; ++i) {
      Fiber& fiber = *block.fibers[i];
      fiber.done = fiber.started = false;
      fiber.place = {{i % size.x, i / size.x % size.y, i / size.x / size.y},
                     {index % grid.x, index / grid.x % grid.y, index / grid.x / grid.y},
                     size,
                     grid,
                     i % kLanes,
                     i / kLanes};
      ++block.warps[i / kLanes].members;
      prepare(fiber);
    }
    run_block(block);
  }
  running_block() = nullptr;
}

}  // namespace cuda_emulation

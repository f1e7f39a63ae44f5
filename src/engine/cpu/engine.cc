#include "pyra/engine.h"

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <optional>

#include "base/memory/room.h"
#include "base/threads/on_core.h"
#include "base/threads/processors.h"
#include "base/threads/team_pool.h"
#include "engine/batch_limit.h"
#include "engine/cpu/plan.h"
#include "pyra/error.h"

namespace pyra {
namespace {

constexpr std::size_t kPlansKept = 16;  // batch sizes; the one used longest ago goes first

}  // namespace

/// A plan and the arenas of the calls of its batch size.
struct PlannedBatch {
  explicit PlannedBatch(std::int64_t of) : batch(of) {}

  /// Makes the plan where nobody has; who comes meanwhile waits for it. What fails is tried anew by the next
  /// call.
  const Plan& plan_once(const PackedModel::Impl& model, const std::vector<std::int64_t>& rates, int threads) {
    const std::lock_guard lock(planning);
    const OneOpenMpThread alone;  // products are made for the threads that they will run on
    if (!plan) plan.emplace(model, rates, PassSetting{batch, threads});
    return *plan;
  }

  std::int64_t batch;
  std::mutex planning;
  std::optional<Plan> plan;
  Lending<Arena> arenas;
};

struct Engine::Impl {
  PackedModel model;
  std::vector<std::int64_t> rates;
  EngineOptions options;
  int threads;
  std::mutex mutex;
  std::vector<std::shared_ptr<PlannedBatch>> plans;  // the one used last is at the end

  /// Planned; the lock is held for the look-up alone, so that calls of other sizes go on meanwhile.
  std::shared_ptr<PlannedBatch> plan_for(std::int64_t batch) {
    pyra::check_batch(model.config(), batch);
    std::shared_ptr<PlannedBatch> entry = entry_of(batch);
    entry->plan_once(model.impl(), rates, threads);
    return entry;
  }
  std::shared_ptr<PlannedBatch> entry_of(std::int64_t batch) {
    const std::lock_guard lock(mutex);
    const auto found =
        std::find_if(plans.begin(), plans.end(), [&](const auto& plan) { return plan->batch == batch; });
    if (found != plans.end()) {
      std::rotate(found, found + 1, plans.end());
    } else {
      if (plans.size() == kPlansKept) plans.erase(plans.begin());
      plans.push_back(std::make_shared<PlannedBatch>(batch));
    }
    return plans.back();
  }

  void run(const PassPointers& pointers, std::int64_t batch, std::vector<StepTime>* times,
           std::int64_t classes) {
    const std::shared_ptr<PlannedBatch> planned = plan_for(batch);
    require_room(kRoomForCalls);
    const auto arena = planned->arenas.borrow([&] {
      check_batch_memory(batch, planned->plan->layout().bytes());
      return std::make_unique<Arena>(planned->plan->layout());
    });
    const auto placed = model.impl().teams->borrow(threads, options.cores);
    StepClock clock(times);
    const auto pass = [&] {
      const OneOpenMpThread alone;
      planned->plan->run(*arena, placed->team, pointers, clock);
    };
    options.cores.empty() ? pass() : run_on_core(options.cores.front(), pass);
    if (!std::all_of(pointers.logits, pointers.logits + batch * classes,
                     [](float x) { return std::isfinite(x); })) {
      throw InputError(
          "the model answers with NaN or infinity instead of logits: its weights are damaged or too large");
    }
  }
};

Engine::Engine(PackedModel model, std::vector<std::int64_t> rates, EngineOptions options) {
  check_rates(model.config(), rates);
  const int cores = usable_processors();
  if (options.threads < 0 || options.threads > 4096)
    throw InputError(std::to_string(options.threads) + " threads; expected 1 or more, or 0 for all cores");
  for (const int core : options.cores) {
    if (core < 0 || core >= CPU_SETSIZE)
      throw InputError("core " + std::to_string(core) + "; expected 0 to " + std::to_string(cores - 1));
  }
  const int threads = options.threads > 0 ? options.threads : cores;
  impl_.reset(new Impl{std::move(model), std::move(rates), std::move(options), threads, {}, {}});
}

Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

void Engine::run_pass(const Pass& pass) const {
  std::int32_t* follow = nullptr;
  if (pass.followed != nullptr) {
    pass.followed->row.resize(static_cast<std::size_t>(pass.batch * config().tokens()));
    follow = pass.followed->row.data();
  }
  impl_->run({pass.images, pass.logits, pass.features, follow}, pass.batch, pass.times, classes());
}

const PackedModel& Engine::model() const { return impl_->model; }
const std::vector<std::int64_t>& Engine::rates() const { return impl_->rates; }

const VitConfig& Engine::config() const { return impl_->model.config(); }
std::size_t Engine::arena_bytes(std::int64_t batch) const {
  return impl_->plan_for(batch)->plan->layout().bytes();
}

}  // namespace pyra

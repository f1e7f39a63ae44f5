// What the engine does to the program around it: no threads that spin, no affinity changed, nothing allocated
// after the first call.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>

#include "deploy/deployed_files.h"
#include "pyra/engine.h"
#include "pyra/error.h"
#include "reducers/list.h"

namespace {

// Allocations made by the code of libpyra_runtime itself; oneDNN's own are its own affair.
std::atomic<bool> counting = false;
std::atomic<int> counted = 0;

[[maybe_unused]] void count_if_ours(void* caller) {
  Dl_info from{};
  if (!counting || dladdr(caller, &from) == 0 || from.dli_fname == nullptr) return;
  if (std::string_view(from.dli_fname).find("libpyra_runtime") != std::string_view::npos) ++counted;
}

// Not inlined: where delete alone is, GCC sees free() of what new returned.
[[maybe_unused, gnu::noinline]] void release(void* memory) { std::free(memory); }

[[maybe_unused]] void* allocate(std::size_t bytes, void* caller) {
  count_if_ours(caller);
  if (void* memory = std::malloc(bytes > 0 ? bytes : 1)) return memory;
  throw std::bad_alloc();
}

}  // namespace

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;  // with an allocator of its own, and threads that a child misses
#else
constexpr bool kSanitized = false;
void* operator new(std::size_t bytes) { return allocate(bytes, __builtin_return_address(0)); }
void* operator new[](std::size_t bytes) { return allocate(bytes, __builtin_return_address(0)); }
void operator delete(void* memory) noexcept { release(memory); }
void operator delete[](void* memory) noexcept { release(memory); }
void operator delete(void* memory, std::size_t) noexcept { release(memory); }
void operator delete[](void* memory, std::size_t) noexcept { release(memory); }
#endif

namespace pyra {
namespace {

struct HostCase {
  std::string name;
  Pooling pooling;
  bool distilled;
  std::string reducer;
  Precision precision;
};
void PrintTo(const HostCase& c, std::ostream* out) { *out << c.name; }

std::vector<HostCase> host_cases() {
  std::vector<HostCase> cases;
  for (const Precision precision : {Precision::f32, Precision::bf16, Precision::int8}) {
    for (const Reducer& reducer : reducers()) {
      for (const Pooling pooling : {Pooling::class_token, Pooling::average}) {
        const std::string name = reducer.name + "_" + precision_name(precision) +
                                 (pooling == Pooling::average ? "_average" : "_token");
        cases.push_back({name, pooling, false, reducer.name, precision});
      }
    }
    cases.push_back(
        {"distilled_" + precision_name(precision), Pooling::class_token, true, "tome", precision});
  }
  return cases;
}

class EngineAllocations : public ::testing::TestWithParam<HostCase> {};

TEST_P(EngineAllocations, End) {
  if (kSanitized) GTEST_SKIP() << "the sanitizer allocates";
  const HostCase& c = GetParam();
  VitConfig config = small_config();
  config.pooling = c.pooling;
  config.distilled = c.distilled;
  InferenceModel model;
  std::optional<PackedModel> packed;
  try {
    model = random_model(config, c.reducer, {c.reducer == "none" ? 0 : 4, 0, 0});
    packed.emplace(model, c.precision);
  } catch (const InputError& error) {
    GTEST_SKIP() << error.what();
  }
  for (const int threads : {1, 2}) {
    const Engine engine(*packed, model.rates, {threads, {}});
    for (const std::int64_t batch : {1, 3}) {
      const std::vector<float> images = random_images(config, batch);
      std::vector<float> logits(static_cast<std::size_t>(batch * engine.classes()));
      counted = 0;
      counting = true;
      engine.run(images, batch, logits);
      EXPECT_GT(counted, 0) << "nothing is counted";
      // One thread: never again. Two may meet at a product for the first time later on, once for each
      // product.
      int quiet = 0;
      for (int call = 0; call < 5000 && quiet < 20; ++call) {
        counted = 0;
        engine.run(images, batch, logits);
        quiet = counted == 0 ? quiet + 1 : 0;
        if (threads == 1) {
          ASSERT_EQ(counted, 0) << "call " << call << " of batch " << batch;
        }
      }
      counting = false;
      EXPECT_EQ(quiet, 20) << threads << " threads, batch " << batch;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, EngineAllocations, ::testing::ValuesIn(host_cases()),
                         [](const auto& info) { return info.param.name; });

TEST(EngineHost, CoresBindItsThreadsAndNotTheCallers) {
  cpu_set_t before, after;
  ASSERT_EQ(sched_getaffinity(0, sizeof before, &before), 0);
  int core = 0;
  while (!CPU_ISSET(core, &before)) ++core;
  const InferenceModel model = testing::small_model("tome", {3, 2, 0});
  const PackedModel packed(model, Precision::f32);
  const std::vector<float> images = random_images(model.config, 5);
  std::vector<float> bound(5 * 7), plain(5 * 7);
  Engine(packed, model.rates, {2, {core, core}}).run(images, 5, bound);
  Engine(packed, model.rates, {2, {}}).run(images, 5, plain);
  EXPECT_EQ(bound, plain);
  ASSERT_EQ(sched_getaffinity(0, sizeof after, &after), 0);
  EXPECT_TRUE(CPU_EQUAL(&before, &after));
  EXPECT_THROW(Engine(packed, model.rates, {2, {CPU_SETSIZE - 1}}).run(images, 5, bound), InputError);
}

TEST(EngineHost, RunsInAChildOfAProcessThatUsedIt) {
  if (kSanitized) GTEST_SKIP() << "sanitizers start no threads after fork()";
  const InferenceModel model = testing::small_model("tome", {3, 2, 0});
  const Engine engine(PackedModel(model, Precision::f32), model.rates, {3, {}});
  const std::vector<float> images = random_images(model.config, 6);
  std::vector<float> logits(6 * 7), again(6 * 7);
  engine.run(images, 6, logits);
  const pid_t child = fork();
  if (child == 0) {
    alarm(60);  // a child that waits for threads it does not have would wait for ever
    engine.run(images, 6, again);
    _exit(again == logits ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

TEST(EngineHost, LeavesAProgramWithOpenMpOfItsOwnAsItWas) {
  if (kSanitized) GTEST_SKIP() << "sanitizers have threads of their own";
  const testing::TemporaryFolder folder;
  write_inference_model(folder / "model.safetensors", testing::small_model("pyra", {4, 2, 0}));
  const std::string command = std::string(PYRA_BIN_DIR) + "/host_with_libgomp " +
                              (folder / "model.safetensors").string() + " " PYRA_RUNTIME_FILE " 4";
  std::FILE* out = popen(command.c_str(), "r");
  ASSERT_NE(out, nullptr);
  std::string said;
  for (int c = std::fgetc(out); c != EOF; c = std::fgetc(out)) said += static_cast<char>(c);
  EXPECT_EQ(pclose(out), 0) << said;
  EXPECT_EQ(said, "");
}

}  // namespace
}  // namespace pyra

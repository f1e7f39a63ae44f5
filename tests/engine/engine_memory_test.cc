// Memory that runs out, little by little: in a child each, since limits cannot be lifted and a crash would be
// the end.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <new>

#include "deploy/deployed_files.h"
#include "engine/run_at.h"
#include "pyra/engine.h"

namespace pyra {
namespace {

constexpr int kRan = 0, kOutOfMemory = 10, kOther = 11;

std::size_t address_space() {
  std::ifstream statm("/proc/self/statm");
  std::size_t pages = 0;
  statm >> pages;
  return pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

/// How a child with `more` bytes of address space ends.
template <typename Work>
int end_with(std::size_t more, const Work& work) {
  const pid_t child = fork();
  if (child == 0) {
    rlimit limit{};
    getrlimit(RLIMIT_AS, &limit);
    limit.rlim_cur = address_space() + more;
    setrlimit(RLIMIT_AS, &limit);
    try {
      work();
      _exit(kRan);
    } catch (const std::bad_alloc&) {
      _exit(kOutOfMemory);
    } catch (...) {
      _exit(kOther);
    }
  }
  int status = -1;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

TEST(EngineMemory, RunsOutWithAMessageNotACrash) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers need all of the address space";
#endif
  const InferenceModel model = testing::small_model("tome", {4, 3, 2});
  const std::vector<float> images = random_images(model.config, 5);
  for (const Precision precision : {Precision::f32, Precision::int8}) {
    for (const int threads : {1, 3}) {
      const auto work = [&] {
        const Engine engine(PackedModel(model, precision), model.rates, {threads, {}});
        std::vector<float> logits(5 * 7);
        for (const std::int64_t batch : {5, 2}) run_at(engine, images.data(), batch, logits.data());
      };
      int failed = 0;
      for (std::size_t more = 0; more < 40; ++more) {
        const int end = end_with(more << 20, work);
        EXPECT_TRUE(end == kRan || end == kOutOfMemory) << "with " << more << " MiB it ended with " << end;
        failed += end == kOutOfMemory;
      }
      EXPECT_GT(failed, 0);
      EXPECT_EQ(end_with(std::size_t{1} << 30, work), kRan);
    }
  }
}

}  // namespace
}  // namespace pyra

// Sums of gradients from GPU to GPU, with an NCCL made of threads of the CPU and a device that finishes when
// it is told to.
#include "train/ranks/nccl_sum.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <barrier>
#include <map>
#include <mutex>
#include <thread>

#include "io/expect_error.h"
#include "train/rank_threads.h"

namespace pyra {
namespace {

using std::chrono::milliseconds;
using testing::as_ranks;

/// The ranks that meet under one id. Each thread is a rank; a sum ends when all have given theirs.
struct Meeting {
  explicit Meeting(int count) : barrier(count) {}
  std::barrier<> barrier;
  std::mutex mutex;
  std::vector<float> total;

  void all_reduce(float* values, std::size_t count) {
    {
      const std::lock_guard lock(mutex);
      total.resize(count, 0);
      for (std::size_t i = 0; i < count; ++i) total[i] += values[i];
    }
    barrier.arrive_and_wait();
    std::copy_n(total.data(), count, values);
    barrier.arrive_and_wait();
    {
      const std::lock_guard lock(mutex);
      total.clear();
    }
    barrier.arrive_and_wait();
  }
};

struct FakeLibrary {
  std::mutex mutex;
  std::map<char, std::unique_ptr<Meeting>> meetings;
  std::atomic<char> ids{0};
  std::atomic<int> sums{0}, aborted{0}, destroyed{0}, refusal{0}, broken{0};
};
FakeLibrary* fake = nullptr;

const Nccl& fake_nccl() {
  static const Nccl nccl{[](NcclId* id) {
                           id->bytes[127] = ++fake->ids;
                           return 0;
                         },
                         [](Nccl::Communicator* communicator, int count, NcclId id, int) {
                           if (fake->refusal != 0) return fake->refusal.load();
                           const std::lock_guard lock(fake->mutex);
                           auto& meeting = fake->meetings[id.bytes[127]];
                           if (!meeting) meeting = std::make_unique<Meeting>(count);
                           *communicator = meeting.get();
                           return 0;
                         },
                         [](const void* from, void* to, std::size_t count, int type, int operation,
                            Nccl::Communicator communicator, void*) {
                           EXPECT_EQ(from, to);
                           EXPECT_EQ(type, Nccl::kFloat32);
                           EXPECT_EQ(operation, Nccl::kSum);
                           ++fake->sums;
                           static_cast<Meeting*>(communicator)->all_reduce(static_cast<float*>(to), count);
                           return 0;
                         },
                         [] { return 0; },
                         [] { return 0; },
                         [](Nccl::Communicator, int* error) {
                           *error = fake->broken;
                           return 0;
                         },
                         [](Nccl::Communicator) {
                           ++fake->aborted;
                           return 0;
                         },
                         [](Nccl::Communicator) {
                           ++fake->destroyed;
                           return 0;
                         },
                         [](int error) { return error == 5 ? "invalid usage" : "unhandled error"; }};
  return nccl;
}

class FakeQueue final : public DeviceQueue {
 public:
  explicit FakeQueue(bool finishes) : finishes_(finishes) {}
  void* stream() const override { return nullptr; }
  void mark() override {}
  bool reached() const override { return finishes_; }

 private:
  bool finishes_;
};

class NcclSums : public ::testing::Test {
 protected:
  void SetUp() override { fake = &library_; }
  void TearDown() override { fake = nullptr; }
  static std::unique_ptr<DeviceQueue> queue(bool finishes = true) {
    return std::make_unique<FakeQueue>(finishes);
  }

  FakeLibrary library_;
};

TEST_F(NcclSums, AddWhatEveryRankHas) {
  as_ranks(3, [](Ranks& ranks) {
    NcclSum gradients(ranks, fake_nccl(), queue());
    ParameterList parameters{{"both", at::zeros({2, 3}), Role::adapter},
                             {"one", at::zeros({4}), Role::adapter},
                             {"none", at::zeros({5}), Role::adapter}};
    for (int step = 1; step <= 2; ++step) {
      parameters[0].tensor.mutable_grad() = at::full({2, 3}, static_cast<float>(step * (ranks.rank() + 1)));
      if (ranks.rank() == 1)
        parameters[1].tensor.mutable_grad() = at::full({4}, 7.0F);
      else
        parameters[1].tensor.mutable_grad().reset();
      std::vector<double> numbers;
      if (step == 2) numbers = {0.5 + ranks.rank(), 1};
      gradients.add(parameters, numbers);
      EXPECT_TRUE(parameters[0].tensor.grad().equal(at::full({2, 3}, step * 6.0F)));
      EXPECT_TRUE(parameters[1].tensor.grad().equal(at::full({4}, 7.0F)));
      EXPECT_FALSE(parameters[2].tensor.grad().defined());
      EXPECT_EQ(numbers, step == 2 ? (std::vector<double>{4.5, 3}) : std::vector<double>());
    }
    gradients.settle();
    EXPECT_TRUE(gradients.intact());
  });
  EXPECT_EQ(library_.destroyed, 3);
  EXPECT_EQ(library_.aborted, 0);
}

TEST_F(NcclSums, AreOneMessageWhereGradientsLieTogether) {
  for (const bool together : {true, false}) {
    library_.sums = 0;
    as_ranks(2, [&](Ranks& ranks) {
      NcclSum gradients(ranks, fake_nccl(), queue());
      const at::Tensor all = at::ones({12});
      const at::Tensor gap = at::ones({9});
      ParameterList parameters{{"a", at::zeros({2, 3}), Role::adapter}, {"b", at::zeros({6}), Role::adapter}};
      parameters[0].tensor.mutable_grad() = all.narrow(0, 0, 6).view({2, 3});
      parameters[1].tensor.mutable_grad() = together ? all.narrow(0, 6, 6) : gap.narrow(0, 3, 6);
      std::vector<double> numbers;
      gradients.add(parameters, numbers);
      EXPECT_TRUE(parameters[0].tensor.grad().equal(at::full({2, 3}, 2.0F)));
      EXPECT_TRUE(parameters[1].tensor.grad().equal(at::full({6}, 2.0F)));
    });
    EXPECT_EQ(library_.sums, 2 * (together ? 1 : 2));
  }
}

TEST_F(NcclSums, AreAbortedWhereARankIsGone) {
  std::string why;
  const auto work = [&](Ranks& ranks) {
    NcclSum gradients(ranks, fake_nccl(), queue(false), milliseconds(300));
    if (!ranks.first()) return ranks.fail("the disk is full");
    try {
      gradients.settle();
    } catch (const RankFailure& failure) {
      why = failure.what();
      EXPECT_FALSE(gradients.intact());
      EXPECT_FALSE(gradients.intact());
      throw;
    }
  };
  EXPECT_THROW(as_ranks(2, work), RankFailure);
  EXPECT_NE(why.find("rank 1 failed: the disk is full"), std::string::npos) << why;
  EXPECT_EQ(library_.aborted, 1);
  EXPECT_EQ(library_.destroyed, 1);  // rank 1's own
}

TEST_F(NcclSums, NameARankThatFallsSilent) {
  std::string why;
  const auto work = [&](Ranks& ranks) {
    NcclSum gradients(ranks, fake_nccl(), queue(false), milliseconds(100));
    if (!ranks.first()) return;  // its heart stops with it
    try {
      gradients.settle();
    } catch (const RankFailure& failure) {
      why = failure.what();
      throw;
    }
  };
  EXPECT_THROW(as_ranks(2, work, {.silence = milliseconds(1500)}), RankFailure);
  EXPECT_NE(why.find("rank 1 (process "), std::string::npos) << why;
  EXPECT_NE(why.find("has not been heard of for 1 s"), std::string::npos) << why;
  EXPECT_EQ(library_.aborted, 1);  // by the destructor: the sum with it never ends
}

TEST_F(NcclSums, PassOnWhatTheLibrarySays) {
  library_.refusal = 5;
  testing::expect_input_error(
      [] { as_ranks(2, [](Ranks& ranks) { NcclSum gradients(ranks, fake_nccl(), queue()); }); },
      "a GPU for every process of this machine?): invalid usage");
  library_.refusal = 0;
  library_.broken = 6;
  EXPECT_THROW(as_ranks(2,
                        [](Ranks& ranks) {
                          NcclSum gradients(ranks, fake_nccl(), queue(false), milliseconds(0));
                          gradients.settle();
                        }),
               RankFailure);
}

TEST(LoadedNccl, IsTheOneThatTorchBringsOrSaysWhatIsMissing) {
  try {
    EXPECT_NE(loaded_nccl().error_string(Nccl::kSuccess), nullptr);
    EXPECT_NE(loaded_nccl().get_unique_id, nullptr);
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("install_torch.sh --cuda"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace pyra

// Ranks are threads here, each with a model of its own.
#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include "io/expect_error.h"
#include "train/rank_threads.h"
#include "train/ranks/gradients.h"
#include "train/ranks/sharded.h"
#include "train/ranks/store_ranks.h"
#include "train/tiny_task.h"

namespace pyra {
namespace {

using std::chrono::milliseconds;
using testing::as_ranks;
using testing::free_port;
using testing::TinyTask;

TEST(Ranks, GatherAndTellInOrderWhateverTheLength) {
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{1}, std::size_t{4} << 20, (std::size_t{9} << 20) + 1}) {
    as_ranks(3, [&](Ranks& ranks) {
      const std::string mine(length, static_cast<char>('a' + ranks.rank()));
      const std::vector<std::string> all = ranks.gather(mine);
      ASSERT_EQ(all.size(), ranks.first() ? 3u : 0u);
      for (std::size_t rank = 0; rank < all.size(); ++rank)
        EXPECT_TRUE(all[rank] == std::string(length, static_cast<char>('a' + rank)));
      EXPECT_TRUE(ranks.broadcast(mine) == std::string(length, 'a'));
      EXPECT_EQ(sum(ranks, ranks.rank() + 1), 6);
      EXPECT_TRUE(any(ranks, ranks.rank() == 2));
      EXPECT_FALSE(any(ranks, false));
      const auto lines = collect(ranks, {"of " + std::to_string(ranks.rank())});
      EXPECT_EQ(lines, ranks.first() ? (std::vector<std::string>{"of 0", "of 1", "of 2"})
                                     : std::vector{"of " + std::to_string(ranks.rank())});
    });
  }
}

TEST(Ranks, AddGradientsThatOnlySomeHave) {
  as_ranks(2, [](Ranks& ranks) {
    ParameterList parameters{{"both", at::zeros({2, 3}), Role::adapter},
                             {"one", at::zeros({4}), Role::adapter},
                             {"none", at::zeros({5}), Role::adapter}};
    parameters[0].tensor.mutable_grad() = at::full({2, 3}, ranks.rank() + 1.0F);
    if (!ranks.first()) parameters[1].tensor.mutable_grad() = at::ones({4}) * 7;
    std::vector<double> numbers{1e-9 + ranks.rank(), 2};
    sum_gradients(ranks, parameters, numbers);
    EXPECT_TRUE(parameters[0].tensor.grad().equal(at::full({2, 3}, 3.0F)));
    EXPECT_TRUE(parameters[1].tensor.grad().equal(at::ones({4}) * 7));
    EXPECT_FALSE(parameters[2].tensor.grad().defined());
    EXPECT_EQ(numbers, (std::vector<double>{1e-9 + (1e-9 + 1), 4}));
  });
}

TEST(Ranks, JoinEvaluationsOfUnevenParts) {
  as_ranks(3, [](Ranks& ranks) {
    Dataset dataset;
    dataset.samples.resize(19, {"", 0});
    Evaluation mine;  // of 7, 0 and 2 pictures
    mine.outputs = 3;
    mine.count = std::vector{7, 0, 2}[static_cast<std::size_t>(ranks.rank())];
    for (std::int64_t i = 0; i < mine.count; ++i) {
      mine.index.push_back(3 * i + ranks.rank());
      const bool right = i < (ranks.first() ? 3 : 1);
      mine.kept.insert(mine.kept.end(), {static_cast<float>(ranks.rank()), 0.1F, right ? 0.0F : 1.0F});
    }
    mine.loss = ranks.rank();
    mine.model_seconds = 1 + ranks.rank();
    if (ranks.rank() == 1) mine.skipped_messages = {"caf\xe9.png is damaged"};  // Latin-1
    const Evaluation whole = join(ranks, mine, dataset);
    EXPECT_EQ(whole.count, 9);
    EXPECT_DOUBLE_EQ(whole.metric("top1"), 100.0 * 4 / 9);
    EXPECT_DOUBLE_EQ(whole.metric("top5"), 100);
    EXPECT_DOUBLE_EQ(whole.loss, 4.0 / 9);
    EXPECT_EQ(whole.skipped, 1);
    EXPECT_EQ(whole.model_seconds, 3);
    EXPECT_EQ(whole.index, (std::vector<std::int64_t>{0, 2, 3, 5, 6, 9, 12, 15, 18}));
    ASSERT_EQ(whole.kept.size(), 27U);
    const std::vector<float> predicted{0, 2, 0, 2, 0, 0, 0, 0, 0};
    for (std::size_t i = 0; i < 9; ++i) EXPECT_EQ(whole.kept[3 * i], predicted[i]);
    EXPECT_EQ(whole.kept[25], 0.1F);
  });
}

TEST(Ranks, ThatDifferSayHow) {
  testing::expect_input_error(
      [] {
        as_ranks(2, [](Ranks& ranks) { require_same(ranks, "the run", ranks.first() ? "lr 1" : "lr 2"); });
      },
      "the run of rank 1 differs from rank 0's.\n--- rank 0:\nlr 1\n--- rank 1:\nlr 2");
}

TEST(Ranks, EndWithTheNameOfOneThatFailsOrStalls) {
  const auto expect_failure = [](const std::function<void(Ranks&)>& of_rank_1, const std::string& words,
                                 const RankPatience& patience) {
    try {
      as_ranks(
          2, [&](Ranks& ranks) { ranks.first() ? wait_for_all(ranks) : of_rank_1(ranks); }, patience);
      FAIL() << "nothing thrown, expected: " << words;
    } catch (const RankFailure& failure) {
      EXPECT_NE(std::string(failure.what()).find(words), std::string::npos) << failure.what();
    }
  };
  expect_failure([](Ranks& ranks) { ranks.fail("the disk is full"); }, "rank 1 failed: the disk is full", {});
  expect_failure(
      [](Ranks&) { std::this_thread::sleep_for(milliseconds(800)); },
      "lives, but has not come as far as rank 0",
      {.silence = milliseconds(60000), .delay = milliseconds(300), .arrival = milliseconds(60000)});
  expect_failure(
      [](Ranks&) {}, "has not been heard of",
      {.silence = milliseconds(1500), .delay = milliseconds(60000), .arrival = milliseconds(60000)});
}

TEST(Ranks, ThatNeverComeAreNamed) {
  RankPatience patience{milliseconds(300), milliseconds(60000), milliseconds(300)};
  try {
    join_ranks({"test", 0, 2, 0, 2, "127.0.0.1", free_port(), false, ""}, patience);
    FAIL();
  } catch (const RankFailure& failure) {
    EXPECT_NE(std::string(failure.what()).find("rank 1"), std::string::npos) << failure.what();
  }
  try {
    join_ranks({"test", 1, 2, 1, 2, "127.0.0.1", free_port(), false, ""}, patience);
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_NE(std::string(failure.what()).find("MASTER_ADDR"), std::string::npos) << failure.what();
  }
}

/// First moments after one step on 32 pictures: a tenth of its gradient.
TensorMap first_moments(const TinyTask& task, const std::string& name, int ranks, const std::string& method) {
  AdaptRequest request = task.request(name);
  request.recipe.batch = 32;
  request.recipe.epochs = 1;
  request.recipe.drop_path = request.recipe.adapter_dropout = 0;
  request.recipe.method = method;
  request.recipe.augmentation = "light";
  as_ranks(ranks, [&](Ranks& all) {
    AdaptSetup setup = prepare_adapt(request);
    run_adapt(request, setup, {}, all);
  });
  TensorMap moments = read_checkpoint(request.out / "last.ckpt").tensors;
  std::erase_if(moments, [](const auto& item) { return !item.first.starts_with("adam.m."); });
  return moments;
}

TEST(DataParallel, FirstGradientsOfTwoRanksAreThoseOfOne) {
  const TinyTask task(8);  // 32 training pictures
  for (const std::string method : {"lora", "adapter", "full"}) {
    SCOPED_TRACE(method);
    const TensorMap one = first_moments(task, "one " + method, 1, method);
    for (const int count : {2, 3}) {  // 16 + 16; 10 + 11 + 11
      const TensorMap several = first_moments(task, std::to_string(count) + method, count, method);
      ASSERT_EQ(several.size(), one.size());
      for (const auto& [name, tensor] : one) {
        const auto* expected = reinterpret_cast<const float*>(tensor.data);
        const auto* found = reinterpret_cast<const float*>(several.at(name).data);
        float largest = 0, off = 0;
        for (std::int64_t i = 0; i < tensor.elements(); ++i) {
          largest = std::max(largest, std::abs(expected[i]));
          off = std::max(off, std::abs(expected[i] - found[i]));
        }
        EXPECT_LE(off, 1e-5F * largest + 1e-9F) << name << " over " << count << " ranks";
      }
    }
  }
}

/// A power cut: rank 0 decides when to save, and all of them are at the same step.
TEST(DataParallel, GoesOnFromTheMidstOfAnEpoch) {
  const TinyTask task(6);
  AdaptRequest request = task.request("whole");
  request.recipe.augmentation = "rand";
  request.recipe.accumulate = 2;
  const auto train = [&](Ranks& ranks, const AdaptRequest& own, const AdaptObserver& observer) {
    AdaptSetup setup = prepare_adapt(own);
    run_adapt(own, setup, observer, ranks);
  };
  as_ranks(2, [&](Ranks& ranks) {
    AdaptRequest own = request;
    own.save_seconds = ranks.first() ? 0 : 1e6;  // what another rank wishes does not count
    AdaptObserver observer;
    observer.step = [&, steps = 0](const StepResult&) mutable {
      if (++steps == 2 && ranks.first()) std::filesystem::copy(task.path("whole"), task.path("cut"));
    };
    train(ranks, own, observer);
  });
  request.out = task.path("cut");
  request.resume = true;
  as_ranks(2, [&](Ranks& ranks) { train(ranks, request, {}); });
  const TensorMap whole = read_checkpoint(task.path("whole") / "adapter.safetensors").tensors;
  const TensorMap cut = read_checkpoint(task.path("cut") / "adapter.safetensors").tensors;
  for (const auto& [name, tensor] : whole) EXPECT_EQ(cut.at(name).to_float(), tensor.to_float()) << name;
}

}  // namespace
}  // namespace pyra

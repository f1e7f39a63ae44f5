// Rules from outside (pyra/reducer.h): a program of its own, since they stay in the list.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <numeric>

#include "engine/small_model.h"
#include "io/expect_error.h"
#include "pyra/bench.h"
#include "pyra/engine.h"
#include "pyra/error.h"
#include "pyra/reducer.h"
#include "reducers/list.h"

namespace pyra {
namespace {

/// The last R tokens join the one before them all.
void join_the_end(const TokensAtBlock& at, std::int32_t* joins) {
  std::iota(joins, joins + at.tokens, 0);
  std::fill(joins + at.tokens - at.removed, joins + at.tokens,
            static_cast<std::int32_t>(at.tokens - at.removed - 1));
}

std::vector<float> logits_with(const std::string& reducer) {
  const InferenceModel model = random_model(small_config(), reducer, {4, 0, 3});
  const Engine engine(PackedModel(model, Precision::f32), model.rates, {2, {}});
  const std::vector<float> images = random_images(model.config, 3);
  std::vector<float> logits(static_cast<std::size_t>(3 * engine.classes()));
  engine.run(images, 3, logits);
  return logits;
}

TEST(AddedReducer, IsAskedForEveryPictureAndBlockThatMerges) {
  std::mutex lock;
  std::map<std::int64_t, int> asked;  // by block
  add_reducer({"end", "join the last tokens", [&](const TokensAtBlock& at, std::int32_t* joins) {
                 const VitConfig config = small_config();
                 const std::lock_guard guard(lock);
                 ++asked[at.block];
                 EXPECT_EQ(at.prefix, config.prefix_tokens());
                 EXPECT_EQ(at.channels, config.dim);
                 EXPECT_EQ(at.head_dim, config.head_dim());
                 EXPECT_EQ(at.removed, at.block == 0 ? 4 : 3);
                 EXPECT_EQ(at.tokens, config.tokens() - (at.block == 0 ? 0 : 4));
                 const float patches = std::accumulate(at.size, at.size + at.tokens, 0.0F);
                 EXPECT_EQ(patches, static_cast<float>(config.tokens()));
                 join_the_end(at, joins);
               }});
  EXPECT_EQ(find_reducer("end").doc, "join the last tokens");
  const std::vector<float> logits = logits_with("end");
  EXPECT_EQ(asked[0], 3);
  EXPECT_EQ(asked.count(1), 0U);
  EXPECT_EQ(logits, logits_with("end"));
  EXPECT_NE(logits, logits_with("tome"));
}

TEST(AddedReducer, HasANameOfItsOwn) {
  const auto add = [](const std::string& name, const JoinRule& rule) { add_reducer({name, "", rule}); };
  testing::expect_input_error([&] { add("pyra", join_the_end); }, "there is a reducer 'pyra' already");
  for (const char* name : {"", "Mine", "a b", "a-b"})
    testing::expect_input_error([&] { add(name, join_the_end); }, "a name of small letters, digits and _");
  testing::expect_input_error([&] { add("ruleless", {}); }, "comes without a rule");
  testing::expect_input_error([] { find_reducer("ruleless"); }, "unknown reducer 'ruleless'");
}

TEST(AddedReducer, ThatBreaksItsContractIsRefused) {
  struct Case {
    const char *name, *message;
    void (*spoil)(const TokensAtBlock& at, std::int32_t* joins);
  };
  for (const auto& [name, message, spoil] :
       {Case{"too_few", "lets 3 tokens go; expected 4",
             [](const TokensAtBlock&at, std::int32_t*joins) {
               joins[at.tokens - 1] = static_cast<std::int32_t>(at.tokens - 1);
             }},
        {"prefix", "lets prefix token 0 go", [](const TokensAtBlock&, std::int32_t*joins) { joins[0] = -1; }},
        {"beyond", "into 1000; expected -1 or one of",
         [](const TokensAtBlock&at, std::int32_t*joins) { joins[at.tokens - 1] = 1000; }},
        {"chained", "expected -1 or one of", [](const TokensAtBlock&at, std::int32_t*joins) {
           joins[at.tokens - 1] = static_cast<std::int32_t>(at.tokens - 2);
         }}}) {
    add_reducer({name, "", [spoil = spoil](const TokensAtBlock& at, std::int32_t* joins) {
                   join_the_end(at, joins);
                   spoil(at, joins);
                 }});
    try {
      logits_with(name);
      ADD_FAILURE() << name << ": no error";
    } catch (const Failure& failure) {
      EXPECT_NE(std::string(failure.what()).find(message), std::string::npos) << failure.what();
      EXPECT_NE(std::string(failure.what()).find("reducer '" + std::string(name) + "'"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace pyra

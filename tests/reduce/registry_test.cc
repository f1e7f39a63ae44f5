#include "reduce/registry.h"

#include <gtest/gtest.h>

#include "io/expect_error.h"
#include "reduce/states.h"

namespace pyra {
namespace {

using namespace testing;  // NOLINT: helpers of these tests

TEST(Reducers, AreFoundByName) {
  for (const ReducerEntry& entry : reducers()) {
    EXPECT_EQ(find_reducer(entry.name).doc, entry.doc);
    EXPECT_FALSE(entry.doc.empty());
  }
  expect_input_error([] { find_reducer("evit"); }, "unknown reducer 'evit'; known ones are none, tome, pyra");
}

TEST(Reducers, RemoveTheirRate) {
  at::Generator random = seeded(1);
  for (const auto& [name, left] :
       {std::pair{"none", kTokens}, {"tome", kTokens - 4}, {"pyra", kTokens - 4}}) {
    const auto reducer = find_reducer(name).make({4, kChannels, &random});
    EXPECT_EQ(reducer->reduce(random_state(1, false), random_keys(1), 4).x.size(1), left) << name;
  }
}

TEST(Reducers, OfRateZeroHaveNoWeights) {
  at::Generator random = seeded(1);
  for (const ReducerEntry& entry : reducers()) {
    EXPECT_TRUE(weights_of(*entry.make({0, kChannels, &random})).empty()) << entry.name;
  }
}

TEST(Reducers, WithWeightsAreBoundToTheirSchedule) {
  at::Generator random = seeded(1);
  for (const ReducerEntry& entry : reducers()) {
    const auto reducer = entry.make({4, kChannels, &random});
    EXPECT_EQ(weights_of(*reducer).empty(), !entry.bound_to_schedule) << entry.name;
  }
}

}  // namespace
}  // namespace pyra

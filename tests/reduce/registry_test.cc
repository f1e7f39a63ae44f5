#include "reduce/registry.h"

#include <gtest/gtest.h>

#include "io/expect_error.h"
#include "reduce/rule_reducer.h"
#include "reduce/states.h"

namespace pyra {
namespace {

using namespace testing;  // NOLINT: helpers of these tests

TEST(Reducers, AreFoundByName) {
  for (const Reducer& entry : reducers()) {
    EXPECT_EQ(find_reducer(entry.name).doc, entry.doc);
    EXPECT_FALSE(entry.doc.empty());
  }
  expect_input_error([] { find_reducer("magic"); },
                     "unknown reducer 'magic'; known ones are none, tome, pyra");
}

TEST(Reducers, RemoveTheirRate) {
  at::Generator random = seeded(1);
  for (const Reducer& entry : reducers()) {
    const auto reducer = make_reducer(entry, setting_of(4, random));
    const std::int64_t left = entry.name == "none" ? kTokens : kTokens - 4;
    EXPECT_EQ(reducer->reduce(random_state(1, false), random_keys(1), 4).x.size(1), left) << entry.name;
  }
}

TEST(Reducers, OfRateZeroHaveNoWeights) {
  at::Generator random = seeded(1);
  for (const Reducer& entry : reducers()) {
    EXPECT_TRUE(weights_of(*make_reducer(entry, setting_of(0, random))).empty()) << entry.name;
  }
}

TEST(Reducers, BoundToTheirScheduleHaveWeights) {
  at::Generator random = seeded(1);
  for (const Reducer& entry : reducers()) {
    const auto reducer = make_reducer(entry, setting_of(4, random));
    EXPECT_TRUE(!entry.bound_to_schedule || !weights_of(*reducer).empty()) << entry.name;
  }
}

TEST(Reducers, OfTheEngineInTrainingAreTheSame) {
  // ToMe has both: its rule as the engine runs it, and kernels of its own.
  const RuleReducer rule(find_reducer("tome"), config_of_states(), 1);
  for (const bool merged_before : {false, true}) {
    TokenState state = random_state(2, merged_before);
    state.x.requires_grad_();
    const TokenState given = rule.reduce(state, random_keys(2), 4),
                     wanted = rule_of("tome")->reduce(state, random_keys(2), 4);
    EXPECT_LT(largest_difference(given.x, wanted.x), 1e-6);
    EXPECT_TRUE(at::equal(given.size, wanted.size));
    given.x.sum().backward();
    const at::Tensor gradient = state.x.grad().clone();
    state.x.mutable_grad().zero_();
    wanted.x.sum().backward();
    EXPECT_LT(largest_difference(gradient, state.x.grad()), 1e-6);
  }
}

}  // namespace
}  // namespace pyra

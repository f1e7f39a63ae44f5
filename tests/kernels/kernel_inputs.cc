#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/bf16_convert.h"
#include "kernels/kernel_cases.h"

namespace pyra::testing {

std::vector<Picture> pictures() {
  std::vector<Picture> list;
  const auto add = [&](std::int64_t tokens, std::int64_t prefix, std::int64_t rate) {
    list.push_back(
        {"N=" + std::to_string(tokens) + " P=" + std::to_string(prefix) + " R=" + std::to_string(rate),
         tokens, prefix, rate});
  };
  for (std::int64_t prefix = 0; prefix <= 5; ++prefix) {
    for (const std::int64_t tokens : {12, 13, 70}) {
      const std::int64_t most = most_that_fits(tokens, prefix);
      for (const std::int64_t rate : {std::int64_t{0}, std::int64_t{1}, most / 2, most})
        add(tokens, prefix, rate);
    }
  }
  for (const std::int64_t tokens : {1, 2, 3}) {
    for (std::int64_t prefix = 0; prefix <= tokens; ++prefix)
      add(tokens, prefix, most_that_fits(tokens, prefix));
  }
  add(197, 1, 40);
  add(197, 1, 98);
  return list;
}

Floats random_floats(std::int64_t count, unsigned seed) {
  std::mt19937 engine(seed);
  std::normal_distribution<float> normal;
  Floats values(static_cast<std::size_t>(count));
  for (float& value : values) value = normal(engine);
  return values;
}

Floats random_sizes(std::int64_t count, unsigned seed) {
  std::mt19937 engine(seed);
  std::uniform_int_distribution<int> number(1, 5);
  Floats values(static_cast<std::size_t>(count));
  for (float& value : values) value = static_cast<float>(number(engine));
  return values;
}

std::vector<Bf16> to_bf16(const Floats& values) {
  std::vector<Bf16> rounded;
  for (const float value : values) rounded.push_back(from_float<Bf16>(value));
  return rounded;
}

Floats from_bf16(const std::vector<Bf16>& values) {
  Floats wide;
  for (const Bf16 value : values) wide.push_back(to_float(value));
  return wide;
}

void expect_close(const Floats& found, const Floats& expected, double tolerance, const std::string& what) {
  ASSERT_EQ(found.size(), expected.size()) << what;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double wanted = static_cast<double>(expected[i]),
                 error = std::abs(static_cast<double>(found[i]) - wanted);
    // Written so that a NaN is an error too.
    if (!(error <= tolerance * (1 + std::abs(wanted)))) {
      ADD_FAILURE() << what << ": element " << i << " of " << found.size() << " is " << found[i]
                    << ", expected " << wanted;
      return;
    }
  }
}

Scratch::Scratch(std::size_t bytes)
    : memory_(bytes / sizeof(float) + 17, std::numeric_limits<float>::quiet_NaN()), aligned_(memory_.data()) {
  std::size_t space = memory_.size() * sizeof(float);
  aligned_ = std::align(64, bytes, aligned_, space);
}

}  // namespace pyra::testing

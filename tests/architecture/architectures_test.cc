#include "architecture/architectures.h"

#include <gtest/gtest.h>

#include <set>

#include "io/expect_error.h"
#include "pyra/backbone.h"

namespace pyra {
namespace {

TEST(Architectures, AreValidAndHaveNamesOfTheirOwn) {
  std::set<std::string> names;
  for (const auto& [name, config] : architectures()) {
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_NO_THROW(validate(config)) << name;
    EXPECT_EQ(find_architecture(name), config);
  }
}

TEST(Architectures, HaveThePapersSizes) {
  for (const auto& [name, millions] : {std::pair{"vit_tiny_patch16_224", 5.717416},
                                       {"vit_base_patch16_224", 86.567656},
                                       {"vit_large_patch16_224", 304.326632},
                                       {"deit_base_distilled_patch16_224", 87.338192}}) {
    std::int64_t weights = 0;
    for (const auto& [tensor, shape] : expected_tensors(find_architecture(name))) {
      std::int64_t elements = 1;
      for (const std::int64_t side : shape) elements *= side;
      weights += elements;
    }
    EXPECT_DOUBLE_EQ(static_cast<double>(weights) / 1e6, millions) << name;
  }
}

TEST(Architectures, ListTheKnownForAnUnknownName) {
  testing::expect_input_error([] { find_architecture("resnet50"); },
                              "unknown architecture 'resnet50'; known ones are vit_tiny_patch8_224");
}

}  // namespace
}  // namespace pyra

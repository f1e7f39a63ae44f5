#include "adapt/registry.h"

#include <gtest/gtest.h>

#include "io/expect_error.h"

namespace pyra {
namespace {

TEST(Adapters, AreFoundByName) {
  for (const AdapterEntry& entry : adapters()) {
    EXPECT_EQ(find_adapter(entry.name).doc, entry.doc);
    EXPECT_FALSE(entry.doc.empty());
  }
  testing::expect_input_error(
      [] { find_adapter("vpt"); },
      "unknown method 'vpt'; known ones are none, lora, adapter, adaptformer, dense, bias, full");
}

TEST(Adapters, AlwaysTrainTheHeadAndOnlyFullTheBackbone) {
  for (const AdapterEntry& entry : adapters()) {
    EXPECT_TRUE(entry.trains(Role::head) && entry.trains(Role::reducer) && entry.trains(Role::adapter))
        << entry.name;
    EXPECT_EQ(entry.trains(Role::backbone), entry.name == "full");
    EXPECT_EQ(entry.trains(Role::bias), entry.name == "full" || entry.name == "bias");
  }
}

TEST(Adapters, HaveThePapersWidths) {
  for (const auto& [dim, width] : {std::pair{64, 4}, {192, 4}, {384, 4}, {768, 8}, {1024, 12}, {1280, 12}}) {
    EXPECT_EQ(default_width(dim), width) << dim;
  }
}

}  // namespace
}  // namespace pyra

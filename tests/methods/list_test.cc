#include "methods/list.h"

#include <gtest/gtest.h>

#include "io/expect_error.h"

namespace pyra {
namespace {

TEST(Methods, AreFoundByName) {
  for (const Method& method : methods()) {
    EXPECT_EQ(find_method(method.name).doc, method.doc);
    EXPECT_FALSE(method.doc.empty());
  }
  testing::expect_input_error([] { find_method("prompts"); },
                              "unknown method 'prompts'; known ones are none, lora, adapter, ");
}

TEST(Methods, TrainTheHeadAlwaysAndTheBackboneWhereTheySaySo) {
  for (const Method& method : methods()) {
    EXPECT_TRUE(method.trains(Role::head) && method.trains(Role::reducer) && method.trains(Role::adapter))
        << method.name;
    EXPECT_EQ(method.trains_all(), method.name == "full");
  }
  const auto roles = [](const std::string& name) {
    std::string trained;
    for (const auto& [role, letter] :
         {std::pair{Role::backbone, 'w'}, {Role::bias, 'b'}, {Role::norm, 'n'}, {Role::norm_bias, 'o'}})
      if (find_method(name).trains(role)) trained += letter;
    return trained;
  };
  EXPECT_EQ(roles("lora"), "");
  EXPECT_EQ(roles("bias"), "bo");
  EXPECT_EQ(roles("norms"), "no");
  EXPECT_EQ(roles("full"), "wbno");
  EXPECT_EQ(whole_method().name, "full");
  EXPECT_EQ(standard_method().name, "lora");
}

TEST(Methods, LeaveWhatEnginesRun) {
  const VitConfig config;
  for (const Method& method : methods()) {
    SCOPED_TRACE(method.name);
    EXPECT_EQ(method.bottleneck != nullptr, !method.left(config, 4).empty());
    EXPECT_EQ(method.added(config, 4).empty(), !method.has_width());
    if (!method.has_width()) continue;
    EXPECT_EQ(method.added(config, 4).front().second.front(), 4);
  }
}

TEST(Methods, HaveThePapersWidths) {
  for (const auto& [dim, width] : {std::pair{64, 4}, {192, 4}, {384, 4}, {768, 8}, {1024, 12}, {1280, 12}}) {
    EXPECT_EQ(default_width(dim), width) << dim;
  }
}

}  // namespace
}  // namespace pyra

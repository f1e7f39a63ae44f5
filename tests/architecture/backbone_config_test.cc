#include <gtest/gtest.h>

#include "io/expect_error.h"
#include "pyra/vit_config.h"

namespace pyra {
namespace {

using testing::expect_input_error;

std::string changed(const std::string& from, const std::string& to) {
  std::string json = config_to_json({});
  const std::size_t at = json.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return json.replace(at, from.size(), to);
}

TEST(VitConfig, JsonGivesBackEveryField) {
  VitConfig config;
  config.image_width = 256;
  config.patch = 32;
  config.registers = 4;
  config.pooling = Pooling::average;
  config.pos_embed_has_prefix = false;
  config.layer_scale = true;
  config.norm_eps = 1e-12;
  EXPECT_EQ(config_from_json(config_to_json(config)), config);
}

TEST(VitConfig, JsonIsStrict) {
  expect_input_error([] { config_from_json(changed("\"dim\"", "\"dimension\"")); }, "lacks 'dim'");
  expect_input_error([] { config_from_json(changed("{", "{\"extra\":1,")); }, "unknown field 'extra'");
  expect_input_error([] { config_from_json(changed("\"dim\":768", "\"dim\":\"768\"")); },
                     "the field 'dim' is");
  expect_input_error([] { config_from_json(changed("\"dim\":768", "\"dim\":768.5")); }, "the field 'dim' is");
  expect_input_error([] { config_from_json(changed("\"dim\":768", "\"dim\":[768]")); },
                     "expected a whole number");
  expect_input_error([] { config_from_json(changed("\"fc_norm\":false", "\"fc_norm\":0")); },
                     "true or false");
  expect_input_error([] { config_from_json("[1]"); }, "JSON object");
  expect_input_error([] { config_from_json("{"); }, "not valid JSON");
}

TEST(VitConfig, RefusesWhatCannotExist) {
  const auto refused = [](auto change, const std::string& part) {
    VitConfig config;
    change(config);
    expect_input_error([&] { validate(config); }, part);
  };
  refused([](VitConfig& c) { c.depth = 0; }, "depth is 0");
  refused([](VitConfig& c) { c.depth = std::int64_t{1} << 40; }, "depth");
  refused([](VitConfig& c) { c.heads = 5; }, "not divisible by 5 heads");
  refused([](VitConfig& c) { c.image_width = 225; }, "224x225");
  refused([](VitConfig& c) { c.image_width = c.image_height = 1 << 24; }, "patches");
  refused([](VitConfig& c) { c.class_token = false; }, "class token");
  refused([](VitConfig& c) { c.distilled = true, c.pooling = Pooling::average; }, "distilled");
  refused([](VitConfig& c) { c.norm_eps = 0; }, "norm_eps");
}

}  // namespace
}  // namespace pyra

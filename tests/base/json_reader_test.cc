#include "base/json/json_reader.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/json/json_fields.h"
#include "io/expect_error.h"

namespace pyra {
namespace {

using Json = nlohmann::json;
using testing::expect_input_error;

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(JsonReader, ReadsAsTheParserItself) {
  const std::string text =
      R"({"a": [1, -2, 2.5, true, null, "\u00e9\n"], "b": {"c": {}, "d": []}, "": 18446744073709551615})";
  EXPECT_EQ(parse_json(text, "it"), Json::parse(text));
  for (const char* one : {"1", "\"x\"", "null", "[]", "{}", "\xEF\xBB\xBF[1]"})
    EXPECT_EQ(parse_json(one, "it"), Json::parse(one));
}

TEST(JsonReader, BoundsTheDepth) {
  EXPECT_EQ(parse_json(nested(64), "it").dump(), nested(64));
  expect_input_error([] { parse_json(nested(65), "it"); }, "it nests deeper than 64");
  expect_input_error([] { parse_json(std::string(5'000'000, '['), "it"); }, "nests deeper");
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  expect_input_error([&] { parse_json(objects, "it"); }, "nests deeper");
}

TEST(JsonReader, RefusesAKeyThatStandsTwice) {
  expect_input_error([] { parse_json(R"({"a": 1, "b": 2, "a": 3})", "it"); }, "it holds the field 'a' twice");
  expect_input_error([] { parse_json(R"([{"x": {"a": 1, "\u0061": 3}}])", "it"); }, "'a' twice");
  EXPECT_NO_THROW(parse_json(R"([{"a": 1}, {"a": 1, "b": {"a": 2}}])", "it"));
}

TEST(JsonReader, RefusesWhatIsNoJson) {
  for (const char* text :
       {"", "{", "[1,]", "NaN", "[Infinity]", "1e999", "{} {}", "\"\xff\"", "[1] x", "\x1b[2J"}) {
    expect_input_error([&] { parse_json(text, "it"); }, "it is not valid JSON");
  }
}

TEST(JsonReader, MessagesStayShort) {
  try {
    parse_json("\"" + std::string(100'000, 'x'), "it");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_LT(std::string(error.what()).size(), 300u);
  }
  EXPECT_LT(shown(Json(std::string(100'000, 'x'))).size(), 200u);
  EXPECT_EQ(shown(Json("\xff")), "\"\\ufffd\"");
}

TEST(JsonReader, ALargerFileMayHoldMoreValues) {
  std::string text = "[0";
  for (int i = 0; i < 1'000'000; ++i) text += ",0";
  text += "]";
  expect_input_error([&] { parse_json(text, "it"); }, "more values");
  EXPECT_EQ(parse_json(text, "it", {kMaxJsonBytes, 100'000'000}).size(), 1'000'001u);
  expect_input_error([&] { parse_json(text, "it", {1000}); }, "at most 1000");
}

TEST(JsonFields, NumbersAreNeitherRoundedNorConverted) {
  const auto refused = [](const char* value, auto kind) {
    const Json json = Json::parse(std::string("{\"n\": ") + value + "}");
    expect_input_error([&] { field<decltype(kind)>(json, "n"); }, "the field 'n' is ");
  };
  for (const char* value :
       {"1.99", "1e30", "true", "\"1\"", "null", "[1]", "-0.0", "1e2", "18446744073709551615"}) {
    refused(value, std::int64_t{});
    refused(value, int{});
  }
  refused("2147483648", int{});
  refused("-1", std::uint64_t{});
  refused("1.5", std::uint64_t{});
  refused("true", double{});
  refused("1", bool{});
  refused("1", std::string{});
  refused("{}", std::vector<std::int64_t>{});
  const Json json = Json::parse(R"({"rates": [1, 1.99], "metrics": {"top1": true}})");
  expect_input_error([&] { field<std::vector<std::int64_t>>(json, "rates"); },
                     "'rates[1]' is 1.99, expected a whole number");
  expect_input_error([&] { field<std::map<std::string, double>>(json, "metrics"); }, "'metrics.top1'");
  expect_input_error([&] { field<int>(json, "width"); }, "'width' is missing");
  expect_input_error([&] { field<int>(Json(3), "width"); }, "an object expected");
}

TEST(JsonFields, FormatVersionsAreKnownOnes) {
  const auto check = [](const char* version) {
    check_format_version(Json::parse(std::string("{\"format_version\":") + version + "}"), 2, "adapter");
  };
  EXPECT_NO_THROW(check("1"));
  EXPECT_NO_THROW(check("2"));
  expect_input_error([&] { check("3"); }, "adapter format version 3; this pyra reads up to 2");
  for (const char* version : {"0", "-1", "1e30", "1.99", "true", "null", "\"1\""}) {
    EXPECT_THROW(check(version), InputError) << version;
  }
}

}  // namespace
}  // namespace pyra

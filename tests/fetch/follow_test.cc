// Redirects and the token, with a server that answers from a list.
#include "fetch/follow.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "fetch/whole_text.h"

namespace pyra {
namespace {

class Answers final : public Http {
 public:
  HttpAnswer ask(const HttpRequest& request, const HttpBody& body) override {
    asked.push_back(request);
    const auto found = places.find(request.url.text());
    HttpAnswer answer{request.url, found == places.end() ? 200 : 302, {}};
    if (found != places.end()) answer.headers["location"] = found->second;
    if (body.begin) body.begin(answer);
    if (body.add) body.add("of " + request.url.text());
    return answer;
  }

  bool sent_token(std::size_t number) const {
    const auto& headers = asked.at(number).headers;
    return std::any_of(headers.begin(), headers.end(),
                       [](const std::string& header) { return header.starts_with("Authorization:"); });
  }

  std::map<std::string, std::string> places;
  std::vector<HttpRequest> asked;
};

std::string text_of(Answers& http, const std::string& url, const Follow& rules) {
  return whole_text(http, {*parse_url(url), false, {}, 0}, rules, 1000, {}).text;
}

TEST(Follow, TheLastAnswerIsTheAnswer) {
  Answers http;
  http.places = {{"https://a/1", "/2"}, {"https://a/2", "https://b/3"}};
  EXPECT_EQ(text_of(http, "https://a/1", {}), "of https://b/3");
}

TEST(Follow, TheTokenGoesToItsOwnHostAlone) {
  Answers http;
  http.places = {{"https://hub/1", "/2"}, {"https://hub/2", "https://cdn/3"}};
  text_of(http, "https://hub/1", {"hf_x", "https://hub", false});
  EXPECT_TRUE(http.sent_token(0));
  EXPECT_TRUE(http.sent_token(1));
  EXPECT_FALSE(http.sent_token(2));
  Answers other;
  text_of(other, "https://hub:8443/1", {"hf_x", "https://hub", false});
  text_of(other, "https://hub.example/1", {"hf_x", "https://hub", false});
  EXPECT_FALSE(other.sent_token(0) || other.sent_token(1));
}

TEST(Follow, LeavesNoHttpsAndEntersNoMachine) {
  for (const char* place : {"http://b/x", "http://127.0.0.1/x", "http://localhost/x", "file:///x", ""}) {
    Answers http;
    http.places = {{"https://a/1", place}};
    EXPECT_THROW(text_of(http, "https://a/1", {}), InputError) << place;
    EXPECT_EQ(http.asked.size(), 1U);
  }
  Answers home;
  home.places = {{"http://127.0.0.1/1", "http://localhost/2"}};
  EXPECT_EQ(text_of(home, "http://127.0.0.1/1", {}), "of http://localhost/2");
}

TEST(Follow, Circles) {
  Answers http;
  http.places = {{"https://a/1", "/2"}, {"https://a/2", "/1"}};
  EXPECT_THROW(text_of(http, "https://a/1", {}), InputError);
  EXPECT_EQ(http.asked.size(), 11U);
}

TEST(Follow, StaysWhereItIsAskedTo) {
  Answers http;
  http.places = {{"https://a/1", "/2"}, {"https://a/2", "https://b/3"}};
  const HttpAnswer answer = follow(http, {*parse_url("https://a/1"), true, {}, 0}, {}, {"", "", true});
  EXPECT_EQ(answer.url.text(), "https://a/2");
  EXPECT_EQ(answer.header("location"), "https://b/3");
}

}  // namespace
}  // namespace pyra

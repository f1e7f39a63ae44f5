#include "fetch/url.h"

#include <gtest/gtest.h>

namespace pyra {
namespace {

TEST(Url, PartsOfAnAddress) {
  const auto url = parse_url("HTTPS://Hub.Example:8443/a/b.bin?x=1#frag");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->host, "hub.example");
  EXPECT_EQ(url->port, "8443");
  EXPECT_EQ(url->path, "/a/b.bin?x=1");
  EXPECT_EQ(url->text(), "https://hub.example:8443/a/b.bin?x=1");
  EXPECT_EQ(parse_url("https://h")->path, "/");
  EXPECT_EQ(parse_url("https://h?x")->path, "/?x");
  EXPECT_EQ(parse_url("http://[::1]:80/x")->host, "[::1]");
}

TEST(Url, WhatTwoReadersCouldReadDifferentlyIsNone) {
  for (const char* text : {"https://a@b/x",
                           "https://a:b@c/x",
                           "https://a\\b/x",
                           "https://a/ x",
                           "https://a/\nx",
                           "https:///x",
                           "https://",
                           "https://a:/x",
                           "https://a:http/x",
                           "https://a:123456/x",
                           "file:///x",
                           "ftp://a/x",
                           "//a/x",
                           "a/x",
                           "https://[::1/x",
                           "https://a%20b/x",
                           "https://\xc3\xa4/x",
                           "https://a/\x7f",
                           "https://a/b\\c",
                           ""}) {
    EXPECT_FALSE(parse_url(text)) << text;
  }
}

TEST(Url, Redirects) {
  const Url from = *parse_url("https://h:1/a/b?c=d/e");
  EXPECT_EQ(redirected(from, "/x")->text(), "https://h:1/x");
  EXPECT_EQ(redirected(from, "x?y")->text(), "https://h:1/a/x?y");
  EXPECT_EQ(redirected(from, "//g/x")->text(), "https://g/x");
  EXPECT_EQ(redirected(from, "http://g/x")->text(), "http://g/x");
  for (const char* place : {"", "file:/etc/passwd", "file:///etc/passwd", "javascript:x", "https://a@b/"})
    EXPECT_FALSE(redirected(from, place)) << place;
}

TEST(Url, ThisMachine) {
  for (const char* text : {"http://localhost/", "http://127.0.0.1/", "http://127.9.8.7:1/", "http://[::1]/"})
    EXPECT_TRUE(is_loopback(*parse_url(text))) << text;
  for (const char* text : {"http://localhost.example/", "http://127.0.0.1.example/", "http://10.0.0.1/",
                           "http://127.1/", "http://0x7f.0.0.1/", "http://[::2]/", "http://0.0.0.0/"})
    EXPECT_FALSE(is_loopback(*parse_url(text))) << text;
}

TEST(Url, PercentEncoding) {
  EXPECT_EQ(percent_encoded("a b/\xc3\xa4#?%.txt"), "a%20b/%C3%A4%23%3F%25.txt");
  EXPECT_EQ(percent_encoded("refs/pr/1", true), "refs%2Fpr%2F1");
}

}  // namespace
}  // namespace pyra

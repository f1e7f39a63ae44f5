#include "fetch/remote_name.h"

#include <gtest/gtest.h>

#include "pyra/error.h"

namespace pyra {
namespace {

constexpr const char* kHub = "https://huggingface.co";

HubName hub(const std::string& text) { return std::get<HubName>(parse_remote_name(text, kHub)); }
UrlName address(const std::string& text) { return std::get<UrlName>(parse_remote_name(text, kHub)); }

TEST(RemoteName, Repositories) {
  EXPECT_EQ(hub("hf:google/vit-base").repository(), "google/vit-base");
  EXPECT_EQ(hub("hf:google/vit-base").revision, "main");
  EXPECT_EQ(hub("hf:a/b@v1.0").revision, "v1.0");
  EXPECT_EQ(hub("hf:a/b@refs/pr/2:x/y.bin").revision, "refs/pr/2");
  EXPECT_EQ(hub("hf:a/b@refs/pr/2:x/y.bin").file, "x/y.bin");
  EXPECT_EQ(hub("hf:a/b:y.bin").file, "y.bin");
  EXPECT_EQ(hub("timm:vit_tiny_patch16_224.augreg").repository(), "timm/vit_tiny_patch16_224.augreg");
}

TEST(RemoteName, IsSpelledAsItWasTyped) {
  for (const char* text : {"hf:a/b", "hf:a/b@v1", "hf:a/b@v1:x/y.bin", "hf:a/b:y.bin"})
    EXPECT_EQ(hub(text).spelled(), text);
  EXPECT_EQ(hub("hf:a/b:y").spelled("0f"), "hf:a/b@0f:y");
}

TEST(RemoteName, PagesOfTheHubAreWhatTheyShow) {
  EXPECT_EQ(hub("https://huggingface.co/a/b").spelled(), "hf:a/b");
  EXPECT_EQ(hub("https://huggingface.co/a/b/tree/v1").spelled(), "hf:a/b@v1");
  EXPECT_EQ(hub("https://huggingface.co/a/b/blob/v1/x/y.bin?raw=1").spelled(), "hf:a/b@v1:x/y.bin");
  EXPECT_EQ(hub("https://huggingface.co/a/b/resolve/main/y.bin").spelled(), "hf:a/b:y.bin");
  EXPECT_EQ(address("https://other.example/a/b/resolve/main/y.bin").file, "y.bin");
}

TEST(RemoteName, Addresses) {
  const std::string digest(64, 'a');
  EXPECT_EQ(address("https://h.example/x/vit.pth?key=1#sha256=" + std::string(64, 'A')).sha256, digest);
  EXPECT_EQ(address("https://h.example/x/vit.pth?key=1#sha256=" + digest).file, "vit.pth");
  EXPECT_EQ(address("http://127.0.0.1:8/vit.pth").url.text(), "http://127.0.0.1:8/vit.pth");
}

TEST(RemoteName, OnlyTheseLeadToTheNetwork) {
  for (const char* text : {"hf:a/b", "timm:a", "http://a", "https://a"}) EXPECT_TRUE(is_remote_name(text));
  for (const char* text : {"a/b", "HF:a/b", "./hf:a", "/hf:a", "ftp://a", "file:///a", "hf", "httpx", ""})
    EXPECT_FALSE(is_remote_name(text)) << text;
}

TEST(RemoteName, WhatIsNoName) {
  for (const char* text : {"hf:",
                           "hf:a",
                           "hf:/b",
                           "hf:a/",
                           "hf:a/b/c",
                           "hf:a/..",
                           "hf:.a/b",
                           "hf:a/b-",
                           "hf:a--x/b",
                           "hf:a b/c",
                           "hf:a/b@",
                           "hf:a/b@/x",
                           "hf:a/b@x//y",
                           "hf:a/b@../x",
                           "hf:a/b:",
                           "hf:a/b:../x",
                           "hf:a/b:/x",
                           "hf:a/b:x\\y",
                           "hf:a/b:x/./y",
                           "timm:",
                           "timm:a/b",
                           "http://h.example/x",
                           "https://h.example/",
                           "https://h.example/..",
                           "https://h.example/x#sha256=00",
                           "https://h.example/x#",
                           "hf:\xc3\xa4/b"}) {
    EXPECT_THROW(parse_remote_name(text, kHub), InputError) << text;
  }
}

TEST(RemoteName, PlainFiles) {
  for (const char* file : {"a", "a/b.bin", ".gitattributes", "with space", "\xc3\xa4.bin"})
    EXPECT_TRUE(is_plain_file(file)) << file;
  for (const std::string& file :
       {std::string(), std::string("/a"), std::string("a/"), std::string("a//b"), std::string("../a"),
        std::string("a/.."), std::string("a\\b"), std::string("a\nb"), std::string("a\0b", 3),
        std::string(256, 'a'), std::string("\x1b[2J")}) {
    EXPECT_FALSE(is_plain_file(file)) << file;
  }
}

}  // namespace
}  // namespace pyra

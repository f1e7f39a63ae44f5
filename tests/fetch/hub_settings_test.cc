#include "fetch/hub_settings.h"

#include <gtest/gtest.h>

#include <map>

#include "io/atomic_file.h"
#include "io/temporary_folder.h"
#include "pyra/error.h"

namespace pyra {
namespace {

HubSettings settings(std::map<std::string, std::string> variables) {
  variables.emplace("HOME", "/home/me");
  return hub_settings([&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

TEST(HubSettings, WhereTheCacheIs) {
  EXPECT_EQ(settings({}).cache, "/home/me/.cache/huggingface/hub");
  EXPECT_EQ(settings({{"XDG_CACHE_HOME", "/c"}}).cache, "/c/huggingface/hub");
  EXPECT_EQ(settings({{"XDG_CACHE_HOME", "/c"}, {"HF_HOME", "~/hf"}}).cache, "/home/me/hf/hub");
  EXPECT_EQ(settings({{"HF_HOME", "/h"}, {"HUGGINGFACE_HUB_CACHE", "/old"}}).cache, "/old");
  EXPECT_EQ(
      settings({{"HUGGINGFACE_HUB_CACHE", "/old"}, {"HF_HUB_CACHE", "$DATA/${X}y$$"}, {"DATA", "/d"}}).cache,
      "/d/${X}y$$");
  EXPECT_EQ(settings({{"XDG_CACHE_HOME", "/c"}, {"HF_HUB_CACHE", "/h"}}).urls, "/c/pyra/urls");
}

TEST(HubSettings, TheFirstVariableThatIsSetSaysOffline) {
  EXPECT_EQ(settings({}).offline, "");
  EXPECT_EQ(settings({{"HF_HUB_OFFLINE", "1"}}).offline, "HF_HUB_OFFLINE");
  EXPECT_EQ(settings({{"TRANSFORMERS_OFFLINE", "Yes"}}).offline, "TRANSFORMERS_OFFLINE");
  EXPECT_EQ(settings({{"HF_HUB_OFFLINE", "0"}, {"TRANSFORMERS_OFFLINE", "1"}}).offline, "");
}

TEST(HubSettings, Endpoint) {
  EXPECT_EQ(settings({}).endpoint, "https://huggingface.co");
  EXPECT_EQ(settings({{"HF_ENDPOINT", "https://mirror.example/hf//"}}).endpoint, "https://mirror.example/hf");
  EXPECT_EQ(settings({{"HF_ENDPOINT", "http://localhost:80"}}).endpoint, "http://localhost:80");
  for (const char* endpoint : {"http://mirror.example", "mirror.example", "file:///x"})
    EXPECT_THROW(settings({{"HF_ENDPOINT", endpoint}}), InputError) << endpoint;
}

TEST(HubSettings, Tokens) {
  const testing::TemporaryFolder folder;
  write_text(folder.path() / "token", " hf_file\n");
  const std::string home = folder.path().string();
  EXPECT_EQ(settings({{"HF_HOME", home}}).token, "hf_file");
  EXPECT_EQ(settings({{"HF_TOKEN_PATH", home + "/token"}}).token, "hf_file");
  EXPECT_EQ(settings({{"HF_HOME", home}, {"HF_TOKEN", "hf_word "}}).token, "hf_word");
  EXPECT_EQ(settings({{"HF_HOME", home}, {"HF_HUB_DISABLE_IMPLICIT_TOKEN", "1"}}).token, "");
  EXPECT_EQ(settings({{"HF_HOME", home + "/none"}}).token, "");
  EXPECT_THROW(settings({{"HF_TOKEN", "a\r\nHost: b"}}), InputError);
}

TEST(HubSettings, Seconds) {
  EXPECT_EQ(settings({{"HF_HUB_ETAG_TIMEOUT", "3"}}).answer_seconds, 3);
  EXPECT_EQ(settings({{"HF_HUB_DOWNLOAD_TIMEOUT", "4"}}).stall_seconds, 4);
  for (const char* value : {"0", "-1", "x", "1x", "99999999999"})
    EXPECT_THROW(settings({{"HF_HUB_ETAG_TIMEOUT", value}}), InputError) << value;
}

}  // namespace
}  // namespace pyra

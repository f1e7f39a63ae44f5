#include "fetch/hub_cache.h"

#include <gtest/gtest.h>

#include "fetch/cached_repository.h"
#include "fetch/make_folder.h"
#include "io/atomic_file.h"
#include "io/temporary_folder.h"
#include "io/text_file.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;

const std::string kCommit(40, 'c');
const std::string kEtag(40, 'e');

class HubCacheTest : public ::testing::Test {
 protected:
  void put(const std::string& file, const std::string& content = "x") {
    make_folder(cache_.blob(kEtag).parent_path());
    write_text(cache_.blob(kEtag), content);
    cache_.link(kCommit, file, kEtag);
  }

  testing::TemporaryFolder folder_;
  HubName name_{"someone", "vit-x", "main", ""};
  HubCache cache_{folder_.path(), name_};
};

TEST_F(HubCacheTest, IsLaidOutAsTheLibraryDoes) {
  put("model.safetensors", "weights");
  put("a/b/config.json");
  const fs::path repository = folder_.path() / "models--someone--vit-x";
  EXPECT_EQ(fs::read_symlink(repository / "snapshots" / kCommit / "model.safetensors"),
            "../../blobs/" + kEtag);
  EXPECT_EQ(fs::read_symlink(repository / "snapshots" / kCommit / "a/b/config.json"),
            "../../../../blobs/" + kEtag);
  EXPECT_EQ(read_text_file(repository / "snapshots" / kCommit / "a/b/config.json", 100), "x");
  EXPECT_EQ(cache_.lock(kEtag), folder_.path() / ".locks/models--someone--vit-x" / (kEtag + ".lock"));
  cache_.note_absent(kCommit, "config.json");
  EXPECT_TRUE(fs::exists(repository / ".no_exist" / kCommit / "config.json"));
  EXPECT_TRUE(cache_.is_absent(kCommit, "config.json"));
  EXPECT_FALSE(cache_.is_absent(kCommit, "model.safetensors"));
}

TEST_F(HubCacheTest, Revisions) {
  EXPECT_EQ(cache_.commit_of("main"), std::nullopt);
  EXPECT_EQ(cache_.commit_of(kCommit), kCommit);
  cache_.keep_commit("refs/pr/1", kCommit);
  EXPECT_EQ(cache_.commit_of("refs/pr/1"), kCommit);
  make_folder(cache_.folder() / "refs");
  write_text(cache_.folder() / "refs/main", "../../../x");
  EXPECT_EQ(cache_.commit_of("main"), std::nullopt);
}

TEST_F(HubCacheTest, WhatIsThereIsFoundWhole) {
  cache_.keep_commit("main", kCommit);
  EXPECT_FALSE(find_cached(cache_, name_));
  put("config.json");
  EXPECT_FALSE(find_cached(cache_, name_));
  put("model.safetensors");
  const auto found = find_cached(cache_, name_);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->fetched.path, cache_.snapshot(kCommit) / "model.safetensors");
  EXPECT_EQ(found->fetched.name, "hf:someone/vit-x@" + kCommit);
  EXPECT_FALSE(found->complete);
  cache_.note_absent(kCommit, "preprocessor_config.json");
  put("processor_config.json");
  EXPECT_TRUE(find_cached(cache_, name_)->complete);
}

TEST_F(HubCacheTest, AnIndexNeedsAllItsParts) {
  cache_.keep_commit("main", kCommit);
  put("part-1", R"({"weight_map": {"a": "part-1", "b": "part-2"}})");
  cache_.link(kCommit, "model.safetensors.index.json", kEtag);
  EXPECT_FALSE(find_cached(cache_, name_));
  cache_.link(kCommit, "part-2", kEtag);
  ASSERT_TRUE(find_cached(cache_, name_));
  EXPECT_EQ(find_cached(cache_, name_)->fetched.files.size(), 3U);
  fs::remove(cache_.blob(kEtag));  // links that lead nowhere are no files
  EXPECT_FALSE(find_cached(cache_, name_));
}

TEST_F(HubCacheTest, APathTellsItsName) {
  const fs::path snapshot = cache_.snapshot(kCommit);
  EXPECT_EQ(hub_name_of(snapshot / "model.safetensors"), "hf:someone/vit-x@" + kCommit);
  EXPECT_EQ(hub_name_of(snapshot), "hf:someone/vit-x@" + kCommit);
  for (const char* other : {"", "model.safetensors", "/models--a/snapshots/x", "models--a--b/blobs/x",
                            "models--a--b/snapshots", "models--a--b/snapshots/main/x"})
    EXPECT_EQ(hub_name_of(other), "") << other;
}

}  // namespace
}  // namespace pyra

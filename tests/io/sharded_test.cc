#include "io/sharded.h"

#include <gtest/gtest.h>

#include "io/expect_error.h"
#include "io/temporary_folder.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using testing::TemporaryFolder;
using testing::write_bytes;

class Sharded : public ::testing::Test {
 protected:
  void SetUp() override {
    write_safetensors(folder_ / "one.safetensors", {{"a", make_tensor(std::vector<float>{1}, {1})}}, {});
    write_safetensors(folder_ / "two.safetensors", {{"b", make_tensor(std::vector<float>{2}, {1})}}, {});
  }
  std::filesystem::path index(const std::string& map) {
    write_bytes(folder_ / "model.safetensors.index.json",
                R"({"metadata":{"total_size":8},"weight_map":)" + map + "}");
    return folder_ / "model.safetensors.index.json";
  }
  void refused(const std::string& map, const char* why) {
    SCOPED_TRACE(map);
    const auto file = index(map);
    expect_input_error([&] { read_checkpoint(file); }, why);
  }

  TemporaryFolder folder_;
};

TEST_F(Sharded, ReadsAsOne) {
  const Checkpoint whole = read_checkpoint(index(R"({"a":"one.safetensors","b":"two.safetensors"})"));
  EXPECT_EQ(whole.tensors.size(), 2u);
  EXPECT_EQ(whole.tensors.at("b").to_float().at(0), 2);
  EXPECT_EQ(whole.format, "safetensors, 2 shards");
}

TEST_F(Sharded, ReadsNothingOutsideItsFolder) {
  for (const char* name : {"../one.safetensors", "/etc/passwd", "..", "", "sub/one.safetensors", "a\\\\b"})
    refused(std::string(R"({"a":")") + name + "\"}", "not a file of the same folder");
  refused(R"({"a":"other.index.json"})", "index itself");
}

TEST_F(Sharded, RefusesAnIndexThatDoesNotFit) {
  refused(R"({"a":"one.safetensors","c":"one.safetensors"})", "'c' is not in one.safetensors");
  refused(R"({"a":"two.safetensors"})", "'b' of two.safetensors is not listed");
  refused(R"({"a":"three.safetensors"})", "three.safetensors");
  refused(R"({"a":1})", "no file");
  refused("[]", "weight_map");
  refused(std::string(100000, '[') + std::string(100000, ']'), "64");
}

TEST_F(Sharded, OneOfSeveralFilesIsKnownByItsName) {
  for (const char* name : {"model-00002-of-00007.safetensors", "pytorch_model-1-of-2.bin"})
    EXPECT_TRUE(looks_like_shard(name)) << name;
  for (const char* name :
       {"model.safetensors", "best-of-3.pth", "a-1-of-.pth", "-of-3.pth", "1-of-3.pth", "-1-of-x.pth", ""})
    EXPECT_FALSE(looks_like_shard(name)) << name;
}

TEST_F(Sharded, AFolderStandsForItsWeights) {
  expect_input_error([&] { weights_path(folder_.path()); }, "2 files of weights");
  const auto file = index("{}");
  EXPECT_EQ(weights_path(folder_.path()), file);
  write_bytes(folder_ / "model.safetensors", "");
  EXPECT_EQ(weights_path(folder_.path()), folder_ / "model.safetensors");
  EXPECT_EQ(weights_path(file), file);
}

}  // namespace
}  // namespace pyra

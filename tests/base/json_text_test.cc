#include "base/json/json_text.h"

#include <gtest/gtest.h>

#include "io/temporary_folder.h"
#include "pyra/checkpoint.h"

namespace pyra {
namespace {

TEST(JsonText, ReplacesWhatIsNotUtf8) {
  const nlohmann::ordered_json json{{"path", "caf\xe9/run"}};
  EXPECT_EQ(json_text(json), "{\"path\":\"caf\xef\xbf\xbd/run\"}");
  EXPECT_EQ(json_text(nlohmann::json{{"a", 1}}, 1), "{\n \"a\": 1\n}");
  EXPECT_EQ(json_ascii(nlohmann::json("\xc3\xa9\xe9")), "\"\\u00e9\\ufffd\"");
  EXPECT_THROW(json_exact(json), nlohmann::json::exception);
  EXPECT_EQ(as_utf8("caf\xe9"), "caf\xef\xbf\xbd");
  EXPECT_EQ(as_utf8("caf\xc3\xa9 \"x\"\n"), "caf\xc3\xa9 \"x\"\n");
}

TEST(JsonText, MetadataOfACheckpointNeedNotBeUtf8) {
  const testing::TemporaryFolder folder;
  write_safetensors(folder / "t.safetensors", {{"x", make_tensor(std::vector<float>{1}, {1})}},
                    {{"command", "pyra --out caf\xe9"}});
  EXPECT_EQ(read_checkpoint(folder / "t.safetensors").metadata.at("command"), "pyra --out caf\xef\xbf\xbd");
}

}  // namespace
}  // namespace pyra

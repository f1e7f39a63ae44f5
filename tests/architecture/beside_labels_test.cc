// Names of classes: read in every spelling that means one thing, else refused.
#include <gtest/gtest.h>

#include "architecture/sidecar/sidecar_parts.h"

namespace pyra {
namespace {

struct Labels {
  std::vector<std::string> names;
  Sidecar sidecar;
};

Labels labels(const std::string& json) {
  Labels result;
  const auto config = nlohmann::json::parse(json);
  result.names = labels_of(StatedFields(config, "config.json", result.sidecar));
  return result;
}

const std::vector<std::string> kTwo{"cat", "dog"};

TEST(Labels, AreReadInEverySpelling) {
  for (const char* json : {R"({"label_names":["cat","dog"]})", R"({"label_names":{"0":"cat","1":"dog"}})",
                           R"({"id2label":["cat","dog"]})", R"({"id2label":{"0":"cat","1":"dog"}})",
                           R"({"id2label":{"00":"cat","01":"dog"}})",
                           R"({"id2label":{"0":"cat","1":"dog"},"label2id":{"cat":0,"dog":"1"}})"}) {
    const Labels read = labels(json);
    EXPECT_EQ(read.names, kTwo) << json;
    EXPECT_EQ(read.sidecar.refusal, "") << json;
    EXPECT_TRUE(read.sidecar.notes.empty()) << json;
  }
  EXPECT_EQ(labels(R"({"id2label":{"0":7,"1":"8"}})").names, (std::vector<std::string>{"7", "8"}));
  EXPECT_TRUE(labels(R"({"id2label":{"0":"LABEL_0","1":"LABEL_1"}})").names.empty());
  // ImageNet has two cranes; only the last is in label2id.
  EXPECT_EQ(labels(R"({"id2label":{"0":"crane","1":"crane"},"label2id":{"crane":1}})").sidecar.refusal, "");
}

TEST(Labels, ThatMeanNothingOneAreRefused) {
  for (const char* json :
       {R"({"id2label":{"1":"cat","2":"dog"}})", R"({"id2label":{"0":"cat","2":"dog"}})",
        R"({"id2label":{"cat":0}})", R"({"id2label":{"0":"cat","00":"dog"}})", R"({"id2label":"cat"})",
        R"({"id2label":{"0":["cat"]}})", R"({"label_names":[{}]})", R"({"label_names":3})"}) {
    EXPECT_NE(labels(json).sidecar.refusal, "") << json;
  }
}

TEST(Labels, TheInverseAgreesOrIsOfAnotherModel) {
  EXPECT_NE(labels(R"({"id2label":{"0":"cat","1":"dog"},"label2id":{"cat":1,"dog":0}})")
                .sidecar.refusal.find("'dog'"),
            std::string::npos);
  EXPECT_NE(labels(R"({"id2label":{"0":"cat"},"label2id":{"cat":true}})").sidecar.refusal, "");
  const Labels tuned =
      labels(R"({"id2label":{"0":"cat","1":"dog"},"label2id":{"tench":0,"goldfish":1,"cat":281}})");
  EXPECT_EQ(tuned.names, kTwo);
  EXPECT_EQ(tuned.sidecar.refusal, "");
  EXPECT_EQ(tuned.sidecar.notes.size(), 1u);
}

TEST(Labels, TimmsMayHaveGaps) {
  const Labels gaps = labels(R"({"label_names":{"0":"cat","2":"dog"}})");
  EXPECT_TRUE(gaps.names.empty());
  EXPECT_EQ(gaps.sidecar.refusal, "");
  EXPECT_EQ(gaps.sidecar.notes.size(), 1u);
}

}  // namespace
}  // namespace pyra

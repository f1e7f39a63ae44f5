// config.json of transformers: what it states is read, must agree with the weights, or is refused.
#include <gtest/gtest.h>

#include "architecture/sidecar/sidecar_parts.h"
#include "architecture/sidecar/stated_traits.h"

namespace pyra {
namespace {

Sidecar read(const std::string& fields) {
  Sidecar sidecar;
  const auto json = nlohmann::json::parse(R"({"model_type":"vit",)" + fields + "}");
  read_hugging_face_config(StatedFields(json, "config.json", sidecar));
  return sidecar;
}

TEST(TransformersConfig, FieldsOfAnotherTypeAreRefusedByName) {
  for (const char* field :
       {R"("num_attention_heads":"4")", R"("num_attention_heads":true)", R"("hidden_size":"128")",
        R"("layer_norm_eps":"1e-5")", R"("layer_norm_eps":[1e-6])", R"("image_size":"32")",
        R"("num_hidden_layers":"3")", R"("qkv_bias":1)", R"("label2id":3,"id2label":["a"])"}) {
    const std::string text(field);
    EXPECT_NE(read(text).refusal.find(text.substr(1, text.find('"', 1) - 1) + " = "), std::string::npos)
        << text;
  }
  EXPECT_EQ(
      read(R"("num_attention_heads":null,"layer_norm_eps":null,"image_size":32.0,"hidden_act":null)").refusal,
      "");
}

TEST(TransformersConfig, MustAgreeWithTheWeights) {
  const VitConfig weights;
  for (const char* field : {R"("num_hidden_layers":3)", R"("intermediate_size":256)", R"("patch_size":[8,8])",
                            R"("num_channels":1)", R"("qkv_bias":false)"}) {
    const std::string text(field);
    EXPECT_NE(contradiction(read(text).stated, weights).find(text.substr(1, text.find('"', 1) - 1)),
              std::string::npos)
        << text;
  }
  EXPECT_EQ(
      contradiction(read(R"("num_hidden_layers":12,"intermediate_size":3072,"patch_size":16,"num_channels":3,
                                  "qkv_bias":true)")
                        .stated,
                    weights),
      "");
}

TEST(TransformersConfig, DescribesAClassifier) {
  for (const std::string problem :
       {"regression", "multi_label_classification", "single_label_classification"}) {
    const Sidecar sidecar = read("\"problem_type\":\"" + problem + "\"");
    EXPECT_EQ(sidecar.problem_type, problem);
    EXPECT_EQ(sidecar.refusal, "");
  }
}

}  // namespace
}  // namespace pyra

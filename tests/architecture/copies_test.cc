// Files that hold a model below some prefix, or several copies of it.
#include <gtest/gtest.h>

#include <algorithm>

#include "architecture/small_backbone.h"
#include "io/expect_error.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using testing::small_backbone;
using testing::zeros;

class Copies : public testing::BackboneFolder {
 protected:
  /// Each copy's norm.bias holds its own number, by which it is known again.
  void put(const std::string& prefix, float mark) {
    for (auto& [name, tensor] : zeros(small_backbone())) tensors_[prefix + name] = tensor;
    tensors_[prefix + "norm.bias"] = make_tensor(std::vector<float>(64, mark), {64});
  }
  float read_mark(std::optional<std::string> copy = {}) {
    BackboneOverrides overrides;
    overrides.copy = copy;
    const Backbone backbone = read(tensors_, overrides);
    lines_.clear();
    for (const std::string& line : backbone.assumptions) lines_ += line + "\n";
    return backbone.tensors.at("norm.bias").to_float().at(0);
  }

  TensorMap tensors_;
  std::string lines_;
};

TEST_F(Copies, AnyCommonPrefixIsReadAndSaid) {
  for (const char* prefix : {"_orig_mod.", "module._orig_mod.", "ema_model.", "visual.trunk.",
                             "base_model.model.", "model.", "a.name.nobody.lists."}) {
    SCOPED_TRACE(prefix);
    tensors_.clear();
    put(prefix, 1);
    EXPECT_EQ(read_mark(), 1);
    EXPECT_NE(lines_.find(prefix), std::string::npos) << lines_;
  }
}

TEST_F(Copies, TheTeacherGoesBeforeItsStudent) {
  put("student.module.backbone.", 1);
  put("teacher.backbone.", 2);
  EXPECT_EQ(read_mark(), 2);
  EXPECT_NE(lines_.find("student"), std::string::npos);
  EXPECT_NE(lines_.find("one of these prefixes chooses another"), std::string::npos);
  EXPECT_EQ(read_mark("student"), 1);
  EXPECT_EQ(read_mark("teacher"), 2);
  expect_input_error([&] { read_mark("ema"); }, "teacher below 'teacher.backbone.'");
}

TEST_F(Copies, AveragesGoBeforeWhatTheyAverage) {
  for (const char* average : {"state_dict_ema.", "model_ema.", "ema_model.module.", "swa_model."}) {
    SCOPED_TRACE(average);
    tensors_.clear();
    put("state_dict.", 1);
    put(average, 2);
    EXPECT_EQ(read_mark(), 2);
    EXPECT_NE(lines_.find("raw below 'state_dict.'"), std::string::npos) << lines_;
    EXPECT_EQ(read_mark("raw"), 1);
  }
}

TEST_F(Copies, AMomentumEncoderIsNamedAndNotTaken) {
  put("module.base_encoder.", 1);
  put("module.momentum_encoder.", 2);
  EXPECT_EQ(read_mark(), 1);
  EXPECT_NE(lines_.find("module.momentum_encoder."), std::string::npos);
  EXPECT_EQ(read_mark("teacher"), 2);
}

TEST_F(Copies, EveryMethodsOwnChoiceIsReadAndSaid) {
  struct Method {
    const char *kept, *left, *why;
  };
  for (const auto& [kept, left, why] : {Method{"online_encoder.net.", "target_encoder.net.", "BYOL"},
                                        {"online_net.", "target_net.", "BYOL"},
                                        {"target_encoder.module.", "encoder.module.", "I-JEPA"},
                                        {"target_encoder.", "context_encoder.", "I-JEPA"},
                                        {"module.encoder_q.", "module.encoder_k.", "MoCo"},
                                        {"base_encoder.", "momentum_encoder.", "MoCo"},
                                        {"query_encoder.", "key_encoder.", "MoCo"},
                                        {"netEMA.", "net.", "average"},
                                        {"polyak.", "model.", "average"},
                                        {"slow.", "model.", "average"},
                                        {"g_ema.", "g.", "average"},
                                        {"modelEma.", "model.", "average"},
                                        {"shadow.", "", "average"},
                                        {"model.avg.", "model.net.", "average"}}) {
    SCOPED_TRACE(kept);
    tensors_.clear();
    put(kept, 1);
    put(left, 2);
    EXPECT_EQ(read_mark(), 1);
    EXPECT_NE(lines_.find(why), std::string::npos) << lines_;
    EXPECT_NE(lines_.find(kept), std::string::npos) << lines_;
  }
}

TEST_F(Copies, NetworksOfWhichNoRuleChoosesAreRefusedUntilOneIsNamed) {
  for (const auto& [one, other] : {std::pair("left.", "right."),
                                   {"model.a.", "model.b."},
                                   {"source.", "target."},
                                   {"teacher.", "model."},
                                   {"ema.a.", "ema.b."},
                                   {"schema.", "model."}}) {
    SCOPED_TRACE(one);
    tensors_.clear();
    put(one, 1);
    put(other, 2);
    expect_input_error([&] { read_mark(); }, "nothing says which to read");
    expect_input_error([&] { read_mark(); }, std::string("'") + one + "' (");
    expect_input_error([&] { read_mark(); }, std::string("'") + other + "' (");
    EXPECT_EQ(read_mark(std::string(one).substr(0, std::string(one).size() - 1)), 1);
    EXPECT_EQ(read_mark(other), 2);
    EXPECT_NE(lines_.find(other), std::string::npos) << lines_;
  }
}

TEST_F(Copies, APrefixIsGivenByWholeParts) {
  put("module.encoder.net.", 1);
  put("module.target_encoder.net.", 2);
  EXPECT_EQ(read_mark("encoder"), 1);
  EXPECT_EQ(read_mark("target_encoder"), 2);
  EXPECT_EQ(read_mark("module.encoder"), 1);
  expect_input_error([&] { read_mark("module"); }, "may mean any of");
  expect_input_error([&] { read_mark("get_encoder"); }, "one of these kinds or prefixes expected");
  expect_input_error([&] { read_mark("techer"); }, "did you mean teacher?");
}

TEST_F(Copies, TheTopIsADot) {
  put("", 1);
  put("other.", 2);
  expect_input_error([&] { read_mark(); }, "choose one by its prefix, such as copy .", code::kCopyUnclear);
  EXPECT_EQ(read_mark("."), 1);
  EXPECT_EQ(read_mark("other"), 2);
}

TEST_F(Copies, TheSameWeightsTwiceAreNoQuestion) {
  put("backbone.", 1);
  put("model.backbone.", 1);
  EXPECT_EQ(read_mark(), 1);
  put("model.backbone.", 2);
  tensors_.insert_or_assign("model.backbone.norm.bias", make_tensor(std::vector<float>(64, 2), {64}));
  expect_input_error([&] { read_mark(); }, "nothing says which to read");
}

TEST_F(Copies, ACopyThatIsNotThereIsRefused) {
  put("", 1);
  EXPECT_EQ(read_mark("raw"), 1);
  expect_input_error([&] { read_mark("ema"); }, "raw at its top");
}

}  // namespace
}  // namespace pyra

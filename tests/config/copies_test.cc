// Files that hold a model below some prefix, or several copies of it.
#include <gtest/gtest.h>

#include <algorithm>

#include "config/small_backbone.h"
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
  float read_mark(std::optional<WeightCopy> copy = {}) {
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
  EXPECT_NE(lines_.find("--copy"), std::string::npos);
  EXPECT_EQ(read_mark(WeightCopy::student), 1);
  EXPECT_EQ(read_mark(WeightCopy::teacher), 2);
  expect_input_error([&] { read_mark(WeightCopy::ema); }, "teacher below 'teacher.backbone.'");
}

TEST_F(Copies, AveragesGoBeforeWhatTheyAverage) {
  for (const char* average : {"state_dict_ema.", "model_ema.", "ema_model.module.", "swa_model."}) {
    SCOPED_TRACE(average);
    tensors_.clear();
    put("state_dict.", 1);
    put(average, 2);
    EXPECT_EQ(read_mark(), 2);
    EXPECT_NE(lines_.find("raw below 'state_dict.'"), std::string::npos) << lines_;
    EXPECT_EQ(read_mark(WeightCopy::raw), 1);
  }
}

TEST_F(Copies, AMomentumEncoderIsNamedAndNotTaken) {
  put("module.base_encoder.", 1);
  put("module.momentum_encoder.", 2);
  EXPECT_EQ(read_mark(), 1);
  EXPECT_NE(lines_.find("module.momentum_encoder."), std::string::npos);
  EXPECT_EQ(read_mark(WeightCopy::teacher), 2);
}

TEST_F(Copies, ACopyThatIsNotThereIsRefused) {
  put("", 1);
  EXPECT_EQ(read_mark(WeightCopy::raw), 1);
  expect_input_error([&] { read_mark(WeightCopy::ema); }, "raw at its top");
}

}  // namespace
}  // namespace pyra

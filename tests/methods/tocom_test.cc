#include "pyra/tocom.h"

#include <gtest/gtest.h>

#include "deploy/deployed_files.h"
#include "io/expect_error.h"
#include "methods/tocom/tocom_tensors.h"
#include "pyra/load_model.h"

namespace pyra {
namespace {

using testing::expect_input_error;

/// A counting pattern, so that a swapped channel shows.
Tocom patterned(const VitConfig& config, std::int64_t rank, std::int64_t max_rate) {
  Tocom tocom;
  tocom.config = config;
  tocom.backbone_fingerprint = std::string(64, 'a');
  tocom.rank = rank;
  tocom.max_rate = max_rate;
  tocom.scale = 0.5;
  tocom.command = "pyra tocom";
  tocom.metrics["epochs"] = 2;
  float value = 0;
  for (const auto& [name, shape] : tocom_shapes(config, tocom.width())) {
    std::vector<float> values(static_cast<std::size_t>(shape[0] * shape[1]));
    for (float& each : values) each = static_cast<float>(static_cast<int>(value += 7) % 23 - 11) / 16;
    tocom.tensors[name] = make_tensor(values, shape);
  }
  return tocom;
}

std::vector<float> qkv_of(const InferenceModel& model) {
  return model.tensors.at("blocks.1.attn.qkv.weight").to_float();
}

class TocomFile : public ::testing::Test {
 protected:
  testing::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_ / "tocom.safetensors";
  Tocom tocom_ = patterned(small_config(), 2, 4);
};

TEST_F(TocomFile, GivesBackWhatWentIn) {
  write_tocom(file_, tocom_);
  const Tocom read = read_tocom(file_);
  EXPECT_EQ(read.config, tocom_.config);
  EXPECT_EQ(read.backbone_fingerprint, tocom_.backbone_fingerprint);
  EXPECT_EQ(read.rank, 2);
  EXPECT_EQ(read.max_rate, 4);
  EXPECT_EQ(read.scale, 0.5);
  EXPECT_EQ(read.command, "pyra tocom");
  EXPECT_EQ(read.metrics, tocom_.metrics);
  for (const auto& [name, tensor] : tocom_.tensors)
    EXPECT_EQ(read.tensors.at(name).to_float(), tensor.to_float()) << name;
}

TEST_F(TocomFile, IsCheckedBothWays) {
  tocom_.tensors.erase("blocks.2.attn.v_tocom.adapter_up.weight");
  expect_input_error([&] { write_tocom(file_, tocom_); },
                     "blocks.2.attn.v_tocom.adapter_up.weight is missing");
  EXPECT_FALSE(std::filesystem::exists(file_));
  tocom_ = patterned(small_config(), 2, 4);
  tocom_.max_rate = 3;  // no longer what the tensors' widths say
  expect_input_error([&] { write_tocom(file_, tocom_); }, "but the model needs F32 [6, 40]");
  const InferenceModel model = testing::small_model();
  write_inference_model(file_, model);
  expect_input_error([&] { read_tocom(file_); }, "is no ToCom");
  write_safetensors(file_, {}, {{kTocomKey, "{\"format_version\": 99}"}});
  expect_input_error([&] { read_tocom(file_); }, "format version 99");
  write_safetensors(file_, {}, {{kTocomKey, "{\"format_version\": 1}"}});
  expect_input_error([&] { read_tocom(file_); }, "manifest is not valid");
}

/// The definition, one weight after the other, in double precision.
double expected_weight(const InferenceModel& before, const Tocom& tocom, char what, std::int64_t row,
                       std::int64_t column, std::int64_t source, std::int64_t target) {
  const std::int64_t dim = before.config.dim, width = tocom.width(), rank = tocom.rank;
  const auto down = tocom.tensors.at(tocom_name(1, what) + "down.weight").to_float();
  const auto up = tocom.tensors.at(tocom_name(1, what) + "up.weight").to_float();
  double delta = 0;
  for (std::int64_t channel = 0; channel < width; ++channel) {
    const double mask = static_cast<double>(channel >= width - rank * target) -
                        static_cast<double>(channel >= width - rank * source);
    delta += mask * up[static_cast<std::size_t>(row * width + channel)] *
             down[static_cast<std::size_t>(channel * dim + column)];
  }
  const std::int64_t first = what == 'q' ? 0 : 2 * dim;
  return qkv_of(before)[static_cast<std::size_t>((first + row) * dim + column)] + tocom.scale * delta;
}

class Compensate : public ::testing::TestWithParam<std::pair<std::int64_t, std::int64_t>> {};

TEST_P(Compensate, AddsThePiecesBetweenTheRates) {
  const auto [source, target] = GetParam();
  const InferenceModel before = testing::small_model();
  const Tocom tocom = patterned(before.config, 3, 4);
  InferenceModel after = before;
  compensate(after, tocom, source, target);
  const std::int64_t dim = before.config.dim;
  const auto old = qkv_of(before), now = qkv_of(after);
  for (std::int64_t row = 0; row < dim; row += 3) {
    for (std::int64_t column = 0; column < dim; column += 7) {
      for (const char what : {'q', 'v'}) {
        const std::int64_t at = ((what == 'q' ? 0 : 2 * dim) + row) * dim + column;
        EXPECT_NEAR(now[static_cast<std::size_t>(at)],
                    expected_weight(before, tocom, what, row, column, source, target), 1e-5);
      }
      const auto k = static_cast<std::size_t>((dim + row) * dim + column);
      EXPECT_EQ(now[k], old[k]) << "k must stay, or matching changes";
    }
  }
  EXPECT_EQ(now == old, source == target);
}

INSTANTIATE_TEST_SUITE_P(Rates, Compensate,
                         ::testing::Values(std::pair{0, 4}, std::pair{4, 0}, std::pair{1, 3}, std::pair{3, 2},
                                           std::pair{2, 2}));

TEST(CompensateThereAndBack, LeavesTheModel) {
  const InferenceModel before = testing::small_model();
  InferenceModel after = before;
  const Tocom tocom = patterned(before.config, 2, 4);
  compensate(after, tocom, 1, 4);
  compensate(after, tocom, 4, 1);
  const auto a = qkv_of(before), b = qkv_of(after);
  for (std::size_t i = 0; i < a.size(); ++i) ASSERT_NEAR(a[i], b[i], 1e-6);
}

TEST(CompensateInput, IsRefusedByReason) {
  InferenceModel model = testing::small_model();
  const Tocom tocom = patterned(model.config, 2, 4);
  expect_input_error([&] { compensate(model, tocom, 0, 5); }, "r=5 is outside the ToCom's range r=0 to r=4");
  expect_input_error([&] { compensate(model, tocom, 6, 1); }, "tuned at, r=6 is outside");
  model.backbone_fingerprint = std::string(64, 'b');
  expect_input_error([&] { compensate(model, tocom, 0, 4); }, "belongs to another backbone");
  model.config.dim = 48;
  expect_input_error([&] { compensate(model, tocom, 0, 4); },
                     "width 40 and depth 3, this model has width 48");
}

TEST(UniformRate, SeesThroughClampedLateBlocks) {
  VitConfig config = small_config();  // 17 tokens
  EXPECT_EQ(uniform_rate({0, 0, 0}, config), 0);
  EXPECT_EQ(uniform_rate({3, 3, 3}, config), 3);
  EXPECT_EQ(uniform_rate({7, 4, 2}, config), 7);  // 17 -> 10 -> 6 -> 4
  expect_input_error([&] { uniform_rate({4, 3, 3}, config); }, "4,3x2 is not uniform");
  expect_input_error([&] { uniform_rate({0, 3, 3}, config); }, "is not uniform");
}

TEST(LoadWithTocom, FoldsFromTheTunedRateToTheAskedOne) {
  const testing::TemporaryFolder folder;
  const auto backbone = testing::write_backbone_file(folder / "backbone.safetensors");
  const auto tocom_file = folder / "tocom.safetensors";
  LoadOptions options;
  options.schedule = "r=4";
  options.tocom = tocom_file;
  const LoadedModel plain = pretrained_model(read_backbone(backbone));
  Tocom tocom = patterned(plain.model.config, 2, 4);
  tocom.backbone_fingerprint = plain.model.backbone_fingerprint;
  write_tocom(tocom_file, tocom);

  InferenceModel wanted = plain.model;
  compensate(wanted, tocom, 0, 4);
  const LoadedModel loaded = pretrained_model(read_backbone(backbone), options);
  EXPECT_EQ(qkv_of(loaded.model), qkv_of(wanted));
  EXPECT_EQ(loaded.model.reducer, "tome");
  ASSERT_FALSE(loaded.notes.empty());
  EXPECT_EQ(loaded.notes.back(), "ToCom: r=0 -> r=4, scale 0.5, folded in");

  options.tocom_scale = 0;
  EXPECT_EQ(qkv_of(pretrained_model(read_backbone(backbone), options).model), qkv_of(plain.model));
  const auto deployed = folder / "deployed.safetensors";
  write_inference_model(deployed, plain.model);
  expect_input_error([&] { load_model(deployed, options); },
                     "a token compensator needs the adapter it was made from", code::kDeployedTocom);
  options.schedule = "5,1";
  expect_input_error([&] { pretrained_model(read_backbone(backbone), options); }, "is not uniform");
}

}  // namespace
}  // namespace pyra

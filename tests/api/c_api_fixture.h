// A small deployed model, in a file and in memory, for tests of the C interface.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "deploy/deployed_files.h"
#include "engine/run_at.h"
#include "pyra.h"
#include "pyra/engine.h"

namespace pyra::testing {

class CApi : public ::testing::Test {
 protected:
  CApi() { write_inference_model(file_, model_); }
  ~CApi() override { pyra_free(loaded_); }

  pyra_status load(const pyra_options* options = nullptr) {
    pyra_free(loaded_);
    return pyra_load(file_.c_str(), options, &loaded_);
  }
  /// Another model in the file, loaded.
  pyra_status load(const InferenceModel& model, const pyra_options* options = nullptr) {
    model_ = model;
    write_inference_model(file_, model_);
    return load(options);
  }
  static std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::vector<float> engine_logits(const float* images, std::int64_t batch) const {
    const Engine engine(PackedModel(model_, Precision::f32), model_.rates);
    std::vector<float> logits(static_cast<std::size_t>(batch * engine.classes()));
    run_at(engine, images, batch, logits.data());
    return logits;
  }
  static void expect_message(const std::string& part) {
    EXPECT_NE(std::string(pyra_last_error()).find(part), std::string::npos) << pyra_last_error();
  }
  static void expect_refused(pyra_status status, const std::string& part) {
    EXPECT_EQ(status, PYRA_BAD_INPUT);
    expect_message(part);
  }

  TemporaryFolder folder_;
  std::filesystem::path file_ = folder_ / "model.safetensors";
  InferenceModel model_ = small_model("pyra", {4, 2, 0});
  pyra_model* loaded_ = nullptr;
};

}  // namespace pyra::testing

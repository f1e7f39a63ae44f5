// What loading tells a program that listens.
#include <thread>

#include "api/c_api_fixture.h"

namespace pyra {
namespace {

struct Heard {
  std::vector<std::string> lines;
  std::vector<std::thread::id> threads;
};

void hear(const char* line, void* user) {
  auto* heard = static_cast<Heard*>(user);
  heard->lines.emplace_back(line);
  heard->threads.push_back(std::this_thread::get_id());
}

class CApiLog : public testing::CApi {
 protected:
  ~CApiLog() override { pyra_set_log(nullptr, nullptr); }
  bool heard(const std::string& part) const {
    for (const std::string& line : heard_.lines) {
      if (line.find(part) != std::string::npos) return true;
    }
    return false;
  }
  Heard heard_;
};

TEST_F(CApiLog, TellsWhatWasLoadedAndAssumed) {
  ASSERT_EQ(pyra_set_log(hear, &heard_), PYRA_OK);
  InferenceModel model = testing::small_model("tome", {4, 2, 0});
  model.class_names.clear();
  pyra_options options{};
  options.schedule = "r=7";
  std::thread loader([&] { EXPECT_EQ(load(model, &options), PYRA_OK) << pyra_last_error(); });
  const std::thread::id id = loader.get_id();
  loader.join();
  EXPECT_TRUE(heard("model.safetensors: 7 classes, pictures of 16x16, reducer tome, schedule r=7"));
  EXPECT_TRUE(heard("names no classes"));
  EXPECT_TRUE(heard("clamped")) << "r=7 is more than the last blocks have";
  for (const std::thread::id thread : heard_.threads) EXPECT_EQ(thread, id);
}

TEST_F(CApiLog, IsSilentWhereNobodyListens) {
  ASSERT_EQ(pyra_set_log(hear, &heard_), PYRA_OK);
  ASSERT_EQ(pyra_set_log(nullptr, &heard_), PYRA_OK);
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(load(), PYRA_OK);
  pyra_model* none = nullptr;
  EXPECT_EQ(pyra_load("/nonexistent/model", nullptr, &none), PYRA_BAD_INPUT);
  EXPECT_EQ(::testing::internal::GetCapturedStdout() + ::testing::internal::GetCapturedStderr(), "");
  EXPECT_TRUE(heard_.lines.empty());
}

TEST_F(CApiLog, AnExceptionOfTheCallbackIsAStatus) {
  ASSERT_EQ(pyra_set_log([](const char*, void*) { throw 1; }, nullptr), PYRA_OK);
  EXPECT_EQ(load(), PYRA_FAILURE);
  EXPECT_EQ(loaded_, nullptr);
}

}  // namespace
}  // namespace pyra

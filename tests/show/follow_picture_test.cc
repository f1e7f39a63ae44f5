#include "show/follow_picture.h"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "deploy/deployed_files.h"
#include "io/expect_error.h"
#include "tasks/list.h"

namespace pyra {
namespace {

class FollowPicture : public ::testing::Test {
 protected:
  FollowPicture() {
    Image picture{16, 16, {}};
    for (int i = 0; i < 3 * 256; ++i) picture.pixels.push_back(static_cast<std::uint8_t>(i * i));
    write_png(file_, picture);
    preprocessing_.direct_resize = true;
    preprocessing_.crop_height = preprocessing_.crop_width = 16;
  }
  FollowedPicture run(const InferenceModel& model, bool follow) const {
    const Engine engine(PackedModel(model, Precision::f32), model.rates, {1, {}});
    return run_picture(standard_task(), engine, preprocessing_, file_, follow);
  }

  testing::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_ / "picture.png";
  Preprocessing preprocessing_;
};

TEST_F(FollowPicture, PatchesEndInAsManyGroupsAsTokensRemain) {
  const FollowedPicture picture = run(testing::small_model("tome", {4, 2, 3}), true);
  ASSERT_EQ(picture.group.size(), 16U);
  EXPECT_EQ(std::set<std::int64_t>(picture.group.begin(), picture.group.end()).size(), 16U - 9);
  EXPECT_NEAR(std::accumulate(picture.answer.begin(), picture.answer.end(), 0.0), 1, 1e-6);
}

TEST_F(FollowPicture, FollowingDoesNotChangeTheAnswer) {
  const InferenceModel model = testing::small_model("pyra", {4, 2, 3});
  const auto followed = run(model, true).answer, plain = run(model, false).answer;
  ASSERT_EQ(plain.size(), 7U);
  for (std::size_t k = 0; k < plain.size(); ++k) EXPECT_NEAR(followed[k], plain[k], 1e-5);
  EXPECT_TRUE(run(model, false).group.empty());
}

TEST_F(FollowPicture, WithoutMergingEveryPatchIsItsOwnGroupAndTheDrawingIsThePicture) {
  const InferenceModel model = testing::small_model();
  const FollowedPicture picture = run(model, true);
  EXPECT_EQ(std::set<std::int64_t>(picture.group.begin(), picture.group.end()).size(), 16U);
  const TokenPicture drawn = draw_followed(model.config, picture, "caption");
  EXPECT_EQ(drawn.caption, "caption");
  EXPECT_EQ(drawn.before.width, 224);
  EXPECT_EQ(drawn.after.height, 224);
}

TEST_F(FollowPicture, NamesAnUnreadableFile) {
  testing::write_bytes(file_, "no picture");
  testing::expect_input_error([&] { run(testing::small_model(), false); }, "picture.png");
}

}  // namespace
}  // namespace pyra

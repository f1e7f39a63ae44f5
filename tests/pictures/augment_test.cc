#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "pictures/augment/operations.h"
#include "pictures/augment/rand_augment.h"
#include "pictures/reference.h"

namespace pyra::testing {
namespace {

using Operation = Image (*)(const Image&, double);

const std::map<std::string, Operation> kOperations = {
    {"auto_contrast", augment::auto_contrast},
    {"equalize", augment::equalize},
    {"solarize", augment::solarize},
    {"posterize", augment::posterize},
    {"brightness", augment::brightness},
    {"contrast", augment::contrast},
    {"color", augment::color},
    {"sharpness", augment::sharpness},
    {"shear_x", augment::shear_x},
    {"shear_y", augment::shear_y},
    {"translate_x", augment::translate_x},
    {"translate_y", augment::translate_y},
    {"rotate", augment::rotate},
};

TEST(Augment, EqualsPillow) {
  TemporaryFolder folder;
  const auto cases = reference_cases("augment", folder.path());
  if (cases.empty()) GTEST_SKIP() << kNoPillow;
  for (const Case& c : cases) {
    const Image input = raw_image(folder / c[0], c[1], c[2]);
    const Image image = kOperations.at(c[3])(input, std::stod(c[4]));
    const Difference difference = compare(image.pixels, read_bytes(folder / c[5]));
    EXPECT_EQ(difference.count, 0u) << c[5] << ": by up to " << difference.largest;
  }
}

TEST(Augment, EveryOperationTakesOnePixel) {
  for (const auto& [name, operation] : kOperations) {
    EXPECT_EQ(operation(checkered(1, 1), 0.27).pixels.size(), 3u) << name;
  }
}

TEST(Augment, RandAugmentKeepsSizeAndVaries) {
  const Image image = checkered(32, 24);
  std::set<std::string> results;  // GCC 12 warns of comparing vectors of bytes
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Random random(seed);
    const Image result = rand_augment(image, random);
    ASSERT_EQ(result.width, 32);
    ASSERT_EQ(result.height, 24);
    ASSERT_EQ(result.pixels.size(), image.pixels.size());
    results.insert(std::string(result.pixels.begin(), result.pixels.end()));
  }
  EXPECT_GT(results.size(), 60u);
}

}  // namespace
}  // namespace pyra::testing

#include "pyra/preprocessing.h"

#include <gtest/gtest.h>

#include "pyra/error.h"

namespace pyra {
namespace {

std::string replaced(const std::string& from, const std::string& to) {
  std::string json = preprocessing_to_json({});
  const std::size_t at = json.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return json.replace(at, from.size(), to);
}

TEST(Preprocessing, SurvivesJson) {
  Preprocessing p;
  p.direct_resize = true;
  p.resize = 300;
  p.crop_height = 96;
  p.crop_width = 128;
  p.interpolation = Interpolation::bilinear;
  p.mean = {0.485, 0.456, 0.406};
  p.std = {0.229, 0.1 + 0.2, 1e-3};
  p.exif_rotation = true;
  EXPECT_EQ(preprocessing_from_json(preprocessing_to_json(p)), p);
  for (const Fit fit : {Fit::cover, Fit::squash, Fit::contain}) {
    p.fit = fit;
    p.frame_height = 100;
    p.frame_width = 130;
    p.interpolation = Interpolation::lanczos;
    EXPECT_EQ(preprocessing_from_json(preprocessing_to_json(p)), p);
  }
  for (const Rounding rounding : {Rounding::transformers, Rounding::torchvision}) {
    p.rounding = rounding;
    EXPECT_EQ(preprocessing_from_json(preprocessing_to_json(p)), p);
  }
  EXPECT_EQ(preprocessing_to_json({}).find("rounding"), std::string::npos);
}

TEST(Preprocessing, WhatIsYoungerThanAFileIsNotInIt) {
  Preprocessing p;
  EXPECT_EQ(preprocessing_to_json(p).find("float_resize"), std::string::npos);
  p.direct_resize = p.float_resize = true;
  EXPECT_EQ(preprocessing_from_json(preprocessing_to_json(p)), p);
  p.direct_resize = false;
  EXPECT_THROW((void)preprocessing_from_json(preprocessing_to_json(p)), InputError);
}

TEST(Preprocessing, IsDescribedInOneLine) {
  EXPECT_EQ(describe(Preprocessing{}),
            "resize 248 (bicubic), centre crop 224x224, mean 0.5 0.5 0.5, std 0.5 0.5 0.5");
  Preprocessing p;
  p.direct_resize = true;
  p.exif_rotation = true;
  EXPECT_EQ(describe(p),
            "resize to 224x224 (bicubic), mean 0.5 0.5 0.5, std 0.5 0.5 0.5, turned upright by EXIF");
}

TEST(Preprocessing, RefusesWhatItDoesNotKnow) {
  for (const std::string& json : {std::string(""),
                                  std::string("[]"),
                                  std::string("3"),
                                  std::string("{"),
                                  std::string("{}"),
                                  std::string("\xff"),
                                  replaced("{", "{\"zoom\":1,"),
                                  replaced("\"resize\":248,", ""),
                                  replaced("248", "0"),
                                  replaced("248", "-3"),
                                  replaced("248", "1e9"),
                                  replaced("248", "99999999999999999999"),
                                  replaced("248", "\"248\""),
                                  replaced("248", "248.5"),
                                  replaced("bicubic", "nearest"),
                                  replaced("{", "{\"rounding\":\"up\","),
                                  replaced("[0.5,0.5,0.5]", "[0.5,0.5]"),
                                  replaced("[0.5,0.5,0.5]", "0.5"),
                                  replaced("[0.5,0.5,0.5]", "[0.5,null,0.5]"),
                                  replaced("\"std\":[0.5", "\"std\":[0"),
                                  replaced("\"std\":[0.5", "\"std\":[-1"),
                                  replaced("\"std\":[0.5", "\"std\":[1e-40"),
                                  replaced("\"std\":[0.5", "\"std\":[1e30"),
                                  replaced("\"mean\":[0.5", "\"mean\":[1e30"),
                                  replaced("false", "0")}) {
    EXPECT_THROW(preprocessing_from_json(json), InputError) << json;
  }
}

TEST(Preprocessing, NamesTheFieldAtFault) {
  try {
    preprocessing_from_json(replaced("248", "\"wide\""));
    FAIL() << "text passed for a length";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("'resize' is \"wide\""), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace pyra

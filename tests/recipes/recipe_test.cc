#include "recipes/recipe.h"

#include <gtest/gtest.h>

#include <limits>

#include "io/expect_error.h"
#include "io/temporary_folder.h"

namespace pyra {
namespace {

using testing::expect_input_error;

/// A recipe none of whose fields has its default.
Recipe unusual() {
  Recipe r;
  r.method = "adapter";
  r.width = 16;
  r.reducer = "tome";
  r.schedule = "16x11,10";
  r.epochs = 7;
  r.batch = 5;
  r.accumulate = 3;
  r.drop_last = false;
  r.lr = 0.1 + 0.2;
  r.min_lr = 1e-300;
  r.warmup_lr = 1.0 / 3;
  r.warmup_epochs = 2;
  r.weight_decay = 0.05;
  r.beta1 = 0.8;
  r.beta2 = 0.95;
  r.eps = 5e-7;
  r.clip_norm = 1;
  r.drop_path = 0.2;
  r.adapter_dropout = 0;
  r.label_smoothing = 0.1;
  r.distil = 0.3;
  r.class_weights = "balanced";
  r.augmentation = "rand";
  r.mixup = 0;
  r.seed = std::numeric_limits<std::int64_t>::max();
  r.val_fraction = 0.25;
  r.precision = "bf16";
  r.checkpointing = true;
  r.resize = "256";
  r.crop = 192;
  r.interpolation = "bilinear";
  r.mean = "0.485 0.456 0.406";
  r.std = "0.229 0.224 0.225";
  r.exif_rotation = true;
  r.fast_decode = true;
  r.on_corrupt = "skip";
  return r;
}

TEST(Recipe, MinusZeroIsZero) {
  const std::string written = recipe_to_toml(parse_recipe("min_lr = -0e1\n", "my.toml"));
  EXPECT_EQ(recipe_to_toml(parse_recipe(written, "again.toml")), written);
  EXPECT_NE(written.find("min_lr = 0\n"), std::string::npos) << written;
}

TEST(Recipe, ReadsBackAsWritten) {
  for (const Recipe& recipe : {Recipe{}, unusual()})
    EXPECT_EQ(parse_recipe(recipe_to_toml(recipe), "text"), recipe);
  EXPECT_NO_THROW(check_recipe(unusual()));
  EXPECT_NO_THROW(check_recipe(Recipe{}));
}

TEST(Recipe, KeepsStrangeText) {
  Recipe recipe;
  recipe.schedule = "a\"b'c\\d\n\t# e = \x01 \u00e9";
  EXPECT_EQ(parse_recipe(recipe_to_toml(recipe), "text"), recipe);
}

TEST(Recipe, KeepsLineBreaksWhereverTheyStand) {
  for (const char* text :
       {"\n\n\".\nig\n\nh\"\n ", "\n", "\r\n", "a\n", "\\\n", "\"\"\"", "\x7f\x1b", "'\n'"}) {
    Recipe recipe;
    recipe.schedule = text;
    EXPECT_EQ(parse_recipe(recipe_to_toml(recipe), "text"), recipe) << recipe_to_toml(recipe);
  }
}

TEST(Recipe, HasEveryFieldOnItsList) {
  const Recipe other = unusual();
  Recipe copy;
  for (const RecipeField& field : recipe_fields()) {
    EXPECT_FALSE(field.doc.empty()) << field.name;
    EXPECT_EQ(field.text(Recipe{}), field.default_text) << field.name;
    EXPECT_NE(field.text(other), field.default_text)
        << field.name << " has its default in the unusual recipe";
    field.assign(copy, field.text(other));
  }
  EXPECT_EQ(copy, other);
}

TEST(Recipe, GoesOverItsBase) {
  const Recipe recipe = parse_recipe("epochs = 3\nlr = 2\nschedule = 16\n", "text", unusual());
  Recipe expected = unusual();
  expected.epochs = 3;
  expected.lr = 2;
  expected.schedule = "16";
  EXPECT_EQ(recipe, expected);
}

TEST(Recipe, NamesFileLineAndKnownKeys) {
  expect_input_error([] { parse_recipe("epochs = 3\nepoch = 4\n", "my.toml"); },
                     "my.toml:2: unknown key 'epoch'; known keys are method,");
  expect_input_error([] { parse_recipe("\n\nlr = \n", "my.toml"); }, "my.toml:3: not valid TOML");
  expect_input_error([] { parse_recipe("\nepochs = 1.5\n", "my.toml"); },
                     "my.toml:2: epochs: '1.5' given, a whole number expected");
}

TEST(Recipe, RefusesWrongTypes) {
  for (const auto& [text, message] : {std::pair{"epochs = \"3\"", "a value without quotes expected"},
                                      {"epochs = true", "a whole number expected"},
                                      {"seed = -1", "a whole number of 0 or more expected"},
                                      {"drop_last = 1", "true or false expected"},
                                      {"lr = [1]", "a single value expected"},
                                      {"[lr]\nx = 1", "a single value expected"},
                                      {"lr = 1979-05-27", "a single value expected"},
                                      {"lr = true", "a number expected"},
                                      {"epochs = 99999999999999999999", "not valid TOML"},
                                      {"epochs = 1\nepochs = 2", "not valid TOML"}}) {
    expect_input_error([&] { parse_recipe(text, "my.toml"); }, message);
  }
}

/// Taken apart table by table, these would overflow the stack.
TEST(Recipe, RefusesKeysOfManyParts) {
  std::string key;
  for (int i = 0; i < 100'000; ++i) key += "a.";
  for (const std::string& text :
       {key + "a = 1", "[" + key + "a]\nb = 1", "x = {" + key + "a = 1}", "[[" + key + "a]]", key}) {
    expect_input_error([&] { parse_recipe(text, "my.toml"); }, "my.toml:1: a key of more than 48 parts");
  }
  std::string deep = "x = ", parts;
  for (int i = 0; i < 46; ++i) parts += "a.";
  for (int i = 0; i < 250; ++i) deep += "{" + parts + "a = ";
  expect_input_error([&] { parse_recipe(deep + "1" + std::string(250, '}'), "my.toml"); }, "my.toml:1:");
  expect_input_error([&] { parse_recipe("x = " + std::string(200'000, '['), "my.toml"); }, "not valid TOML");
  expect_input_error([&] { parse_recipe(std::string(2'000'000, '\n'), "my.toml"); }, "2000000 bytes");
}

TEST(Recipe, RefusesAMissingFile) {
  const testing::TemporaryFolder folder;
  expect_input_error([&] { read_recipe(folder / "no.toml"); }, "no.toml");
  EXPECT_THROW(read_recipe(folder.path()), InputError);
}

TEST(Recipe, ChecksRanges) {
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  const auto refuses = [](const std::string& part, const std::function<void(Recipe&)>& change) {
    Recipe recipe;
    change(recipe);
    expect_input_error([&] { check_recipe(recipe); }, part);
  };
  refuses("epochs = 0", [](Recipe& r) { r.epochs = 0; });
  refuses("batch = 0", [](Recipe& r) { r.batch = 0; });
  refuses("accumulate = -1", [](Recipe& r) { r.accumulate = -1; });
  refuses("width = -1", [](Recipe& r) { r.width = -1; });
  refuses("lr = -1", [](Recipe& r) { r.lr = -1; });
  refuses("lr = nan", [&](Recipe& r) { r.lr = nan; });
  refuses("min_lr = inf", [&](Recipe& r) { r.min_lr = inf; });
  refuses("weight_decay", [](Recipe& r) { r.weight_decay = -1e-9; });
  refuses("warmup_epochs = 101", [](Recipe& r) { r.warmup_epochs = 101; });
  refuses("eps = 0", [](Recipe& r) { r.eps = 0; });
  refuses("beta2 = 1", [](Recipe& r) { r.beta2 = 1; });
  refuses("beta1 = nan", [&](Recipe& r) { r.beta1 = nan; });
  refuses("drop_path = 1", [](Recipe& r) { r.drop_path = 1; });
  refuses("val_fraction = -0.1", [](Recipe& r) { r.val_fraction = -0.1; });
  refuses("seed = 18446744073709551615",
          [](Recipe& r) { r.seed = std::numeric_limits<std::uint64_t>::max(); });
  refuses("one of none, balanced", [](Recipe& r) { r.class_weights = "even"; });
  refuses("one of none, light, rand", [](Recipe& r) { r.augmentation = "heavy"; });
  refuses("one of fail, skip", [](Recipe& r) { r.on_corrupt = "ignore"; });
  refuses("one of bicubic, bilinear", [](Recipe& r) { r.interpolation = "nearest"; });
  refuses("resize = 'wide'", [](Recipe& r) { r.resize = "wide"; });
  refuses("resize = '0'", [](Recipe& r) { r.resize = "0"; });
  refuses("crop = 70000", [](Recipe& r) { r.crop = 70000; });
  refuses("mean = '0.5 0.5'", [](Recipe& r) { r.mean = "0.5 0.5"; });
  refuses("std = 0, expected", [](Recipe& r) { r.std = "0.5 0 0.5"; });
}

TEST(Recipe, GoesOverTheBackbonesPreprocessing) {
  Preprocessing backbone;
  backbone.crop_height = backbone.crop_width = 28;
  backbone.mean = {0.1, 0.2, 0.3};
  Preprocessing expected = backbone;
  expected.direct_resize = true;
  EXPECT_EQ(resolve_preprocessing({}, backbone), expected);

  const Preprocessing given = resolve_preprocessing(unusual(), backbone);
  EXPECT_FALSE(given.direct_resize);
  EXPECT_EQ(given.resize, 256);
  EXPECT_EQ(given.crop_height, 192);
  EXPECT_EQ(given.crop_width, 192);
  EXPECT_EQ(given.interpolation, Interpolation::bilinear);
  EXPECT_EQ(given.mean, (std::array<double, 3>{0.485, 0.456, 0.406}));
  EXPECT_EQ(given.std, (std::array<double, 3>{0.229, 0.224, 0.225}));
  EXPECT_TRUE(given.exif_rotation);
}

TEST(Recipe, OfEveryShippedFileWorks) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(PYRA_SOURCE_DIR "/recipes")) {
    if (entry.path().extension() != ".toml") continue;
    SCOPED_TRACE(entry.path().filename().string());
    EXPECT_NO_THROW(check_recipe(read_recipe(entry.path())));
    ++files;
  }
  EXPECT_GE(files, 3);
}

TEST(Recipe, OfThePaperIsTheDefaultButForMeanAndStdAndSchedule) {
  Recipe recipe = read_recipe(PYRA_SOURCE_DIR "/recipes/pyra_vtab1k.toml");
  EXPECT_EQ(recipe.mean, "0.485 0.456 0.406");
  recipe.mean = recipe.std = recipe.interpolation = "";
  recipe.crop = 0;
  EXPECT_EQ(recipe.schedule, "high");
  recipe.schedule = Recipe{}.schedule;
  EXPECT_EQ(recipe, Recipe{});
}

}  // namespace
}  // namespace pyra

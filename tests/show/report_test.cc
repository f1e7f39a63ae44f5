#include "show/report.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "pyra/error.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;

class ReportTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("pyra_report_" + std::to_string(getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string write(const Report& report) const {
    write_report(folder_ / "report.html", report);
    std::ifstream file(folder_ / "report.html", std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }
  fs::path folder_;
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

Report full_report(const std::string& text) {
  Report report;
  report.title = text;
  report.headline = {{"71.2 %", text}};
  report.facts = {{text, text}};
  report.loss = {{text, {1, 2}, {3, 2}}};
  report.accuracy = {{text, {1, 2}, {40, 50}}};
  report.tokens_per_block = {197, 100};
  report.result_columns = {text, "n"};
  report.results = {{{text, "1.5"}}};
  report.bars = {{text, 50}};
  report.scatter = {{text, {1}, {2}}};
  report.scatter_x = report.scatter_y = text;
  report.answers.class_names = {text, text};
  report.answers.confusion = {{1, 2}, {3, 4}};
  report.answers.confused = {{text, text, 2, 3}};
  report.pictures = {{text, {1, 1, {1, 2, 3}}, {1, 1, {1, 2, 3}}}};
  report.commands = {text};
  return report;
}

TEST_F(ReportTest, EmptyReportIsAPageWithoutSections) {
  const std::string html = write({});
  EXPECT_EQ(html.rfind("<!doctype html>", 0), 0u);
  EXPECT_FALSE(has(html, "<h2>"));
  EXPECT_FALSE(has(html, "<figure"));
}

TEST_F(ReportTest, FullReportHasEverySection) {
  const std::string html = write(full_report("name"));
  for (const char* heading :
       {"Results", "Training", "Token merging", "Merged tokens", "Confusions", "How to reproduce"}) {
    EXPECT_TRUE(has(html, std::string("<h2>") + heading + "</h2>")) << heading;
  }
  EXPECT_TRUE(has(html, "data:image/png;base64,"));
  EXPECT_TRUE(has(html, "<b>71.2 %</b><span>name</span>"));
}

TEST_F(ReportTest, HostileTextNeverBecomesMarkup) {
  const std::string html = write(full_report("\"><script>alert(1)</script><img src=x onerror='y'>"));
  EXPECT_FALSE(has(html, "<script"));
  EXPECT_FALSE(has(html, "<img src=x"));
  EXPECT_FALSE(has(html, "onerror='"));
}

TEST_F(ReportTest, StandsAlone) {
  const std::string html = write(full_report("name"));
  for (const char* outside : {"http:", "https:", "src=\"/", "url(", "@import", "<link"})
    EXPECT_FALSE(has(html, outside));
}

TEST_F(ReportTest, LeavesNothingElseBehind) {
  write({});
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST_F(ReportTest, RowsOfAnyLengthAreShown) {
  Report report;
  report.results = {{{"a"}}, {{"b", "2", "extra"}}};
  EXPECT_TRUE(has(write(report), "extra"));
}

TEST_F(ReportTest, BrokenPictureIsRefused) {
  Report report;
  report.pictures = {{"x", {2, 2, {1}}, {}}};
  EXPECT_THROW(write(report), InputError);
  EXPECT_FALSE(fs::exists(folder_ / "report.html"));
}

TEST_F(ReportTest, UnwritablePlaceIsAFailure) {
  EXPECT_THROW(write_report(folder_ / "missing" / "report.html", {}), Failure);
}

}  // namespace
}  // namespace pyra

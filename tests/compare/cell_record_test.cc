// Records of cells are files that may have been damaged or written by anybody.
#include "compare/cell_record.h"

#include <gtest/gtest.h>

#include <cmath>

#include "io/expect_error.h"
#include "io/temporary_folder.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using testing::TemporaryFolder;
using testing::write_bytes;

const std::string kFingerprint(64, 'f');
const std::string kRecord =
    R"({"settings": {"data": "d", "seed": 0}, "top1": 50.0, "count": 4, "gmac": 1.5,
 "fingerprint": ")" +
    kFingerprint + R"(", "rates": [1, 2], "per_class": {"names": ["a"], "right": [1], "count": [2]}})";

std::string changed(const std::string& from, const std::string& to) {
  std::string text = kRecord;
  return text.replace(text.find(from), from.size(), to);
}

class CellRecords : public ::testing::Test {
 protected:
  std::optional<CellRecord> read(const std::string& text) {
    write_bytes(folder_ / "cell.json", text);
    return read_record(folder_ / "cell.json");
  }
  void refused(const std::string& text, const std::string& part) {
    expect_input_error([&] { read(text); }, part);
  }

  TemporaryFolder folder_;
};

TEST_F(CellRecords, ReadWhatWasWritten) {
  const CellRecord record = *read(kRecord);
  EXPECT_EQ(record.number("top1"), 50.0);
  EXPECT_EQ(record.rates, (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(record.classes.at(0).count, 2);
  write_record(folder_ / "again.json", record);
  EXPECT_EQ(read_record(folder_ / "again.json")->settings, record.settings);
  EXPECT_FALSE(read_record(folder_ / "missing.json"));
}

TEST_F(CellRecords, NameTheFileAndWhatIsWrong) {
  const std::string deep = std::string(200'000, '[') + std::string(200'000, ']');
  refused(changed("[1, 2]", deep), "nests deeper than 64");
  refused(changed(R"({"data": "d", "seed": 0})", deep), "nests deeper than 64");
  refused(changed("[1, 2]", "[1, 2.5]"), "'rates[1]' is 2.5");
  refused(changed("50.0", "true"), "'top1' is true");
  refused(changed("\"right\": [1]", "\"right\": [1, 1]"), "lists of different lengths");
  refused(changed("\"count\": 4", "\"count\": 4, \"top1\": 60"), "'top1' twice");
  refused("{", "cell.json is no finished cell");
}

TEST_F(CellRecords, RefuseWhatNoResultCanBe) {
  for (const char* value : {"1e30", "-1", "100.5", "\"50\""}) refused(changed("50.0", value), "'top1'");
  for (const char* value : {"1.99", "-1", "1e30", "true"})
    refused(changed("\"count\": 4", std::string("\"count\": ") + value), "'count'");
  for (const char* value : {"-1", "0", "[1.5]"}) refused(changed("1.5", value), "'gmac'");
  for (const char* value : {"3", "\"f\"", "null", "[]"})
    refused(changed('"' + kFingerprint + '"', value), "'fingerprint'");
  refused(changed("\"count\": 4", "\"count\": 4, \"train_seconds\": -1"), "'train_seconds'");
  refused(changed("\"count\": 4", "\"count\": 4, \"epochs\": 1.5"), "'epochs'");
  refused(changed("\"count\": 4", "\"count\": 4, \"pictures\": 3"), "'pictures'");
  refused(changed("[1, 2]", "[-1, 2]"), "'rates' holds -1");
  refused(changed("\"right\": [1]", "\"right\": [3]"), "3 of 2 pictures");
  EXPECT_EQ(read(changed("50.0", "100"))->number("top1"), 100);
  EXPECT_EQ(read(changed("\"count\": 4", "\"count\": 4.0"))->number("count"), 4)
      << "as older versions wrote it";
  EXPECT_TRUE(std::isnan(read(changed("1.5", "null"))->number("gmac")));
}

TEST_F(CellRecords, AFailureThatCannotBeReadIsUnknown) {
  write_bytes(folder_ / "f.json", R"({"failed": "out of memory"})");
  EXPECT_EQ(read_failure(folder_ / "f.json"), "out of memory");
  for (const std::string& text :
       {std::string("{"), std::string(R"({"failed": [1]})"), std::string(300'000, '[')}) {
    write_bytes(folder_ / "f.json", text);
    EXPECT_EQ(read_failure(folder_ / "f.json"), "unknown");
  }
}

}  // namespace
}  // namespace pyra

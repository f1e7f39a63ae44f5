// Files that are small and would be dear: every reader stays within four times the file and 64 MB.
#include <gtest/gtest.h>

#include "io/expect_error.h"
#include "io/memory_limit.h"
#include "io/temporary_folder.h"
#include "io/zip_writer.h"
#include "pyra/checkpoint.h"

namespace pyra {
namespace {

using testing::deflated;
using testing::little_endian;
using testing::make_zip;
using testing::stored;
using testing::TemporaryFolder;

constexpr std::size_t kMillion = 1'000'000;

std::string repeat(const std::string& part, std::size_t times) {
  std::string all;
  all.reserve(part.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += part;
  return all;
}

class HostileSize : public ::testing::Test {
 protected:
  void cheap(const std::string& bytes) {
    testing::write_bytes(folder_ / "file", bytes);
    testing::expect_cheap(bytes.size(), [&] { read_checkpoint(folder_ / "file"); });
  }
  /// As a file of its own, and as a bomb.
  void cheap_pickle(const std::string& program) {
    cheap(make_zip({stored("a/data.pkl", "\x80\x02" + program + ".")}));
    cheap(make_zip({deflated("a/data.pkl", "\x80\x02" + program + ".")}));
  }
  void cheap_header(const std::string& header) { cheap(little_endian(header.size(), 8) + header); }

  TemporaryFolder folder_;
};

TEST_F(HostileSize, PicklesOfManyObjects) {
  for (const char* part :
       {"N", "(", "]", "}", ")", "K\1", "]q\1h\1", "U\0241234567890123456789\060", "](NNNe", "))\x86"}) {
    SCOPED_TRACE(part);
    cheap_pickle(repeat(part, 4 * kMillion));
    cheap_pickle("](" + repeat(part, 4 * kMillion) + "e");
  }
}

TEST_F(HostileSize, PicklesThatNumberFarAhead) {
  std::string program = "]";
  for (std::uint64_t i = 1; i < 200'000; ++i) program += "r" + little_endian(i * 21'000 % 0xffffffff, 4);
  cheap_pickle(program);
  cheap_pickle("]r" + little_endian(0xfffffff0, 4));
}

TEST_F(HostileSize, PicklesWhoseArgumentsAreShared) {
  cheap_pickle("ctorch\ndevice\nq\1" + std::string("(") + repeat("N", 100'000) + "tq\2" +
               repeat("h\1h\2R0", 10'000));
}

TEST_F(HostileSize, PicklesThatNameTheSameThousandfold) {
  std::string program = "}q\1";  // a dictionary of a long name that holds the one before, eight times
  std::string key = "X" + little_endian(50'000, 4) + std::string(50'000, 'n');
  for (int depth = 0; depth < 12; ++depth) {
    program += "}(";
    for (char i = 0; i < 8; ++i) program += "X" + little_endian(1, 4) + i + "h\1";
    program += "uq\1";
  }
  cheap_pickle("}" + key + program + "s");
}

TEST_F(HostileSize, ArchivesThatUnpackAgainAndAgain) {
  // A thousand tensors of one deflated storage.
  std::string program = "](";
  for (int i = 0; i < 1000; ++i) {
    program += "ctorch._utils\n_rebuild_tensor_v2\n((X" + little_endian(7, 4) +
               "storagectorch\nFloatStorage\nX" + little_endian(1, 4) + "0X" + little_endian(3, 4) + "cpuJ" +
               little_endian(1 << 20, 4) + "tQJ" + little_endian(0, 4) + "J" + little_endian(1024, 4) +
               "\x85" + "J" + little_endian(1024, 4) + "\x85\x89}tR";
  }
  cheap(make_zip(
      {stored("a/data.pkl", "\x80\x02" + program + "e."), deflated("a/data/0", std::string(4 << 20, '\0'))}));
}

TEST_F(HostileSize, BombsOfArrays) {
  const std::string header = "{'descr': '<f4', 'fortran_order': True, 'shape': (4096, 4096), }";
  const std::string array =
      std::string("\x93NUMPY\1", 7) + std::string(1, '\0') + little_endian(header.size(), 2) + header;
  std::vector<testing::ZipEntry> many;
  for (int i = 0; i < 8; ++i)
    many.push_back(deflated(std::to_string(i) + ".npy", array + std::string(64 << 20, '\0')));
  cheap(make_zip(many));
}

TEST_F(HostileSize, HeadersOfManyValues) {
  cheap_header("[" + repeat("0,", 5 * kMillion) + "0]");
  cheap_header("{\"a\":[" + repeat("[],", 3 * kMillion) + "0]}");
  cheap_header("{\"a\":[" + repeat("{},", 3 * kMillion) + "0]}");
  cheap_header("{\"a\":[" + repeat("\"\",", 3 * kMillion) + "0]}");
  cheap_header("{\"a\":[" + repeat("{\"\":0},", kMillion) + "0]}");
  std::string members = "{";
  for (std::size_t i = 0; i < kMillion; ++i) members += "\"" + std::to_string(i) + "\":0,";
  cheap_header(members + "\"a\":0}");
  cheap_header("{\"__metadata__\":{\"a\":\"" + std::string(40 * kMillion, 'x') + "\"}}");
}

}  // namespace
}  // namespace pyra

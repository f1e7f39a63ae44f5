#include <gtest/gtest.h>

#include "io/expect_error.h"
#include "io/temporary_folder.h"
#include "io/zip_writer.h"
#include "pyra/checkpoint.h"

namespace pyra {
namespace {

using testing::deflated;
using testing::expect_input_error;
using testing::little_endian;
using testing::make_zip;
using testing::stored;
using testing::TemporaryFolder;
using testing::ZipEntry;

std::string npy(const std::string& header, const std::string& data, int version = 1) {
  return std::string("\x93NUMPY") + static_cast<char>(version) + '\0' +
         little_endian(header.size(), version == 1 ? 2 : 4) + header + data;
}

std::string floats(const std::vector<float>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)};
}

const std::string kHeader = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }       \n";
const std::string kArray = npy(kHeader, floats({1, 2, 3, 4, 5, 6}));

class Npz : public ::testing::Test {
 protected:
  Checkpoint read(const std::string& bytes) {
    testing::write_bytes(folder_ / "file.npz", bytes);
    return read_checkpoint(folder_ / "file.npz");
  }
  Checkpoint read_array(const std::string& array) { return read(make_zip({stored("a.npy", array)})); }
  void expect_refused(const std::string& bytes, const std::string& part) {
    expect_input_error([&] { read(bytes); }, part);
  }

  TemporaryFolder folder_;
};

TEST_F(Npz, ReadsStoredAndDeflatedArrays) {
  const Checkpoint file = read(make_zip({stored("a/b.npy", kArray), deflated("c.npy", kArray)}));
  EXPECT_EQ(file.format, "npz");
  ASSERT_EQ(file.tensors.size(), 2u);
  for (const char* name : {"a/b", "c"}) {
    EXPECT_EQ(file.tensors.at(name).describe(), "F32 [2, 3]");
    EXPECT_EQ(file.tensors.at(name).to_float(), (std::vector<float>{1, 2, 3, 4, 5, 6}));
  }
}

TEST_F(Npz, ReadsZip64Entries) {
  ZipEntry entry = stored("a.npy", kArray);
  entry.zip64 = true;
  EXPECT_EQ(read(make_zip({entry})).tensors.at("a").elements(), 6);
}

TEST_F(Npz, TurnsFortranOrder) {
  const std::string header = "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }";
  EXPECT_EQ(read_array(npy(header, floats({1, 4, 2, 5, 3, 6}))).tensors.at("a").to_float(),
            (std::vector<float>{1, 2, 3, 4, 5, 6}));
}

TEST_F(Npz, ReadsVersion2AndScalars) {
  const std::string header = "{'shape': (), 'fortran_order': False, 'descr': '<i8'}";
  const Checkpoint file = read_array(npy(header, little_endian(42, 8), 2));
  EXPECT_EQ(file.tensors.at("a").to_int64(), std::vector<std::int64_t>{42});
}

TEST_F(Npz, NeverLoadsPythonObjects) {
  const std::string header = "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }";
  expect_input_error([&] { read_array(npy(header, "\x80\x02.")); }, "Python objects");
}

TEST_F(Npz, RefusesImpossibleHeaders) {
  const std::string huge = "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }";
  expect_input_error([&] { read_array(npy(huge, "")); }, "4294967296");
  const std::string negative = "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }";
  expect_input_error([&] { read_array(npy(negative, "")); }, "impossible shape");
  expect_input_error(
      [&] { read_array(npy("{'descr': '>f4', 'fortran_order': False, 'shape': (), }", "1234")); }, ">f4");
  expect_input_error([&] { read_array(npy("{'descr': '<f4', 'shape': ()}", "1234")); }, "damaged header");
  expect_input_error([&] { read_array(npy("{'descr': '<f4', 'evil': ()}", "")); }, "evil");
  expect_input_error([&] { read_array(npy("", "")); }, "damaged header");
  expect_input_error([&] { read_array(npy(kHeader, "123")); }, "holds 3 bytes");
}

TEST_F(Npz, RefusesABomb) {
  const std::string zeros(std::size_t{80} << 20, '\0');
  expect_refused(make_zip({deflated("a.npy", zeros)}), "far more than its own size");
}

TEST_F(Npz, RefusesEntriesThatLieAboutTheirSize) {
  ZipEntry longer = deflated("a.npy", kArray);
  longer.size -= 4;
  expect_refused(make_zip({longer}), "longer than stated");
  ZipEntry shorter = deflated("a.npy", kArray);
  shorter.size += 4;
  expect_refused(make_zip({shorter}), "damaged entry");
  ZipEntry wrong = deflated("a.npy", kArray);
  wrong.crc ^= 1;
  expect_refused(make_zip({wrong}), "checksum");
}

TEST_F(Npz, RefusesOverlappingEntries) {
  const std::string data(4000, 'x');
  std::string file = make_zip({stored("a.npy", data), stored("b.npy", "")});
  const std::size_t second = file.rfind("PK\1\2");  // in the directory: states the first one's size, too
  file.replace(second + 20, 8, little_endian(data.size(), 4) + little_endian(data.size(), 4));
  expect_refused(file, "overlap");
}

TEST_F(Npz, RefusesEncryptionOtherMethodsAndDuplicates) {
  ZipEntry secret = stored("a.npy", kArray);
  secret.flags = 1;
  expect_refused(make_zip({secret}), "encrypted");
  ZipEntry method = stored("a.npy", kArray);
  method.method = 14;
  expect_refused(make_zip({method}), "compression 14");
  expect_refused(make_zip({stored("a.npy", kArray), stored("a.npy", kArray)}), "twice");
  expect_refused(make_zip({stored("readme.txt", "hello")}), "readme.txt");
}

TEST_F(Npz, EveryTruncationIsAnInputError) {
  const std::string whole = make_zip({stored("a.npy", kArray), deflated("b.npy", kArray)});
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_THROW(read(whole.substr(0, length)), InputError) << length;
  }
}

TEST_F(Npz, DamagedBytesNeverCrash) {
  const std::string whole = make_zip({stored("a.npy", kArray), deflated("b.npy", kArray)});
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const char flip : {'\x01', '\x10', '\x80', '\xff'}) {
      std::string damaged = whole;
      damaged[i] = static_cast<char>(damaged[i] ^ flip);
      try {
        for (const auto& [name, tensor] : read(damaged).tensors) EXPECT_LE(tensor.bytes(), whole.size());
      } catch (const InputError&) {
      }
    }
  }
}

}  // namespace
}  // namespace pyra

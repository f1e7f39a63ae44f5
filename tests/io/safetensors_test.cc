#include <gtest/gtest.h>

#include <cstddef>
#include <fstream>
#include <iterator>
#include <span>

#include "io/expect_error.h"
#include "io/temporary_folder.h"
#include "io/zip_writer.h"
#include "pyra/checkpoint.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using testing::little_endian;
using testing::TemporaryFolder;
using testing::write_bytes;

class Safetensors : public ::testing::Test {
 protected:
  Checkpoint read(const std::string& bytes) {
    write_bytes(folder_ / "file", bytes);
    return read_checkpoint(folder_ / "file");
  }
  Checkpoint read_header(const std::string& header, std::size_t data_bytes) {
    return read(little_endian(header.size(), 8) + header + std::string(data_bytes, '\0'));
  }
  void expect_refused(const std::string& header, std::size_t data_bytes, const std::string& part) {
    expect_input_error([&] { read_header(header, data_bytes); }, part);
  }

  TemporaryFolder folder_;
};

TEST_F(Safetensors, GivesBackWhatWasWritten) {
  const TensorMap tensors{{"a", make_tensor(std::vector<float>{1, 2, 3}, {3})},
                          {"empty", make_tensor(std::vector<float>{}, {0, 4})},
                          {"i", make_tensor(std::vector<std::int64_t>{-5, 6}, {2, 1})}};
  write_safetensors(folder_ / "t", tensors, {{"key", "va\"lue\n"}});
  const Checkpoint back = read_checkpoint(folder_ / "t");
  EXPECT_EQ(back.format, "safetensors");
  EXPECT_EQ(back.metadata.at("key"), "va\"lue\n");
  ASSERT_EQ(back.tensors.size(), 3u);
  EXPECT_EQ(back.tensors.at("a").to_float(), (std::vector<float>{1, 2, 3}));
  EXPECT_EQ(back.tensors.at("empty").shape, (std::vector<std::int64_t>{0, 4}));
  EXPECT_EQ(back.tensors.at("i").to_int64(), (std::vector<std::int64_t>{-5, 6}));
}

TEST_F(Safetensors, AlignsEveryTensor) {
  TensorMap tensors{{"a", make_tensor(std::vector<float>{1}, {1})},
                    {"b", make_tensor(std::vector<std::int64_t>{2}, {1})},
                    {"c", make_tensor(std::vector<float>{3}, {1})}};
  write_safetensors(folder_ / "t", tensors, {});
  for (const auto& [name, tensor] : read_checkpoint(folder_ / "t").tensors) {
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(tensor.data) % dtype_size(tensor.dtype), 0u) << name;
  }
}

TEST_F(Safetensors, BytesInMemoryAreTheFileWhereverTheyBegin) {
  write_safetensors(folder_ / "t", {{"a", make_tensor(std::vector<float>{1, 2}, {2})}}, {{"key", "value"}});
  std::ifstream in(folder_ / "t", std::ios::binary);
  const std::string file(std::istreambuf_iterator<char>(in), {});
  for (std::size_t offset = 0; offset < 8; ++offset) {
    const std::string memory = std::string(offset, '?') + file;
    const auto bytes = std::as_bytes(std::span(memory)).subspan(offset);
    const Checkpoint read = read_checkpoint(bytes, "mine");
    EXPECT_EQ(read.metadata.at("key"), "value");
    EXPECT_EQ(read.tensors.at("a").to_float(), (std::vector<float>{1, 2}));
    expect_input_error([&] { read_checkpoint(bytes.first(bytes.size() - 1), "mine"); },
                       "mine is not a valid");
  }
  expect_input_error([&] { read_checkpoint(std::span<const std::byte>(), "mine"); }, "mine has no bytes");
}

TEST_F(Safetensors, TensorsOutliveTheCheckpoint) {
  write_safetensors(folder_ / "t", {{"a", make_tensor(std::vector<float>{4}, {1})}}, {});
  const HostTensor tensor = read_checkpoint(folder_ / "t").tensors.at("a");
  std::filesystem::remove(folder_ / "t");
  EXPECT_EQ(tensor.to_float(), std::vector<float>{4});
}

TEST_F(Safetensors, RefusesNamesThatAreNotText) {
  const TensorMap tensors{{"\xff", make_tensor(std::vector<float>{1}, {1})}};
  expect_input_error([&] { write_safetensors(folder_ / "t", tensors, {}); }, "UTF-8");
}

TEST_F(Safetensors, RefusesHeadersLargerThanTheFile) {
  expect_input_error([&] { read(little_endian(1000, 8) + "{}"); }, "truncated");
  expect_input_error([&] { read(little_endian(~0ull, 8) + "{}"); }, "100 MB");
}

TEST_F(Safetensors, RefusesBadJson) {
  expect_refused("{\"a\":", 0, "not valid JSON");
  expect_refused("{} x", 0, "not valid JSON");
  expect_refused("{\"a\":{\"dtype\":\"F32\",\"shape\":[" + std::string(100000, '['), 0, "nests deeper");
}

TEST_F(Safetensors, RefusesDuplicateNames) {
  const std::string tensor = R"("a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]})";
  expect_refused("{" + tensor + "," + tensor + "}", 1, "'a' twice");
}

TEST_F(Safetensors, RefusesOffsetsOutsideTheFile) {
  expect_refused(R"({"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}})", 8, "truncated");
  expect_refused(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[2,1]}})", 8, "bytes 2 to 1");
  expect_refused(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[-1,0]}})", 8, "data_offsets");
  expect_refused(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[18446744073709551615,0]}})", 8,
                 "data_offsets");
}

TEST_F(Safetensors, RefusesOverlapsAndHoles) {
  expect_refused(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},
                     "b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}})",
                 6, "overlaps");
  expect_refused(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}})", 4, "unused bytes");
  expect_refused(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})", 4, "after the last");
}

TEST_F(Safetensors, RefusesShapesThatDoNotFillTheirBytes) {
  expect_refused(R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", 8, "F32 [3]");
  // 2^32 * 2^32 elements of 4 bytes wrap around to 0.
  expect_refused(R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}})", 0,
                 "4294967296");
  expect_refused(R"({"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})", 8, "shape");
}

TEST_F(Safetensors, NamesUnknownDtypesAndFields) {
  expect_refused(R"({"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}})", 1, "F8_E4M3");
  expect_refused(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":0}})", 1, "'a'");
  expect_refused(R"({"__metadata__":{"k":1}})", 0, "'k'");
}

TEST_F(Safetensors, EveryTruncationIsAnInputError) {
  write_safetensors(folder_ / "t", {{"a", make_tensor(std::vector<float>{1, 2}, {2})}}, {{"k", "v"}});
  const std::string whole = testing::read_bytes(folder_ / "t");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_THROW(read(whole.substr(0, length)), InputError) << length;
  }
}

TEST_F(Safetensors, DamagedBytesNeverCrash) {
  write_safetensors(folder_ / "t", {{"a", make_tensor(std::vector<float>{1, 2}, {2})}}, {{"k", "v"}});
  const std::string whole = testing::read_bytes(folder_ / "t");
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const char flip : {'\x01', '\x10', '\x80', '\xff'}) {
      std::string damaged = whole;
      damaged[i] = static_cast<char>(damaged[i] ^ flip);
      try {
        for (const auto& [name, tensor] : read(damaged).tensors) EXPECT_LE(tensor.bytes(), 8u);
      } catch (const InputError&) {
      }
    }
  }
}

TEST_F(Safetensors, SaysWhatOtherFilesAre) {
  expect_input_error([&] { read_checkpoint(folder_ / "missing"); }, "missing");
  expect_input_error([&] { read_checkpoint(folder_.path()); }, "folder");
  expect_input_error([&] { read(""); }, "empty");
  expect_input_error([&] { read("version https://git-lfs.github.com/spec/v1\n"); }, "git-lfs");
  expect_input_error([&] { read("<!doctype html>"); }, "no known checkpoint");
}

}  // namespace
}  // namespace pyra

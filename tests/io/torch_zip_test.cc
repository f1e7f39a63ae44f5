// Hostile and unusual torch checkpoints; those of the real torch.save are read in
// architecture/backbone_test.cc.
#include <gtest/gtest.h>

#include "io/expect_error.h"
#include "io/temporary_folder.h"
#include "io/zip_writer.h"
#include "pyra/checkpoint.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using testing::little_endian;
using testing::make_zip;
using testing::stored;
using testing::TemporaryFolder;

// --- pieces of pickle programs, protocol 2 ---
const std::string kBegin = "\x80\x02";
std::string text(const std::string& value) { return "X" + little_endian(value.size(), 4) + value; }
std::string number(std::int64_t value) {
  return std::string("\x8a\x08") + little_endian(static_cast<std::uint64_t>(value), 8);
}
std::string tuple(const std::vector<std::int64_t>& values) {
  std::string program = "(";
  for (const std::int64_t value : values) program += number(value);
  return program + "t";
}
std::string storage(const std::string& type, const std::string& key, std::int64_t elements) {
  return "(" + text("storage") + "ctorch\n" + type + "\n" + text(key) + text("cpu") + number(elements) + "tQ";
}
std::string tensor(const std::vector<std::int64_t>& shape, const std::vector<std::int64_t>& strides,
                   std::int64_t offset = 0, std::int64_t elements = 6,
                   const std::string& type = "FloatStorage") {
  return "ctorch._utils\n_rebuild_tensor_v2\n(" + storage(type, "0", elements) + number(offset) +
         tuple(shape) + tuple(strides) + "\x89" + "ccollections\nOrderedDict\n)RtR";
}
std::string dictionary(const std::string& key, const std::string& value) {
  return "}" + text(key) + value + "s";
}

std::string six_floats() {
  const float values[] = {1, 2, 3, 4, 5, 6};
  return {reinterpret_cast<const char*>(values), sizeof values};
}

std::string archive(const std::string& program, const std::string& data = six_floats()) {
  return make_zip({stored("archive/data.pkl", kBegin + program + "."), stored("archive/byteorder", "little"),
                   stored("archive/data/0", data), stored("archive/version", "3\n")});
}

class TorchZip : public ::testing::Test {
 protected:
  Checkpoint read(const std::string& bytes) {
    testing::write_bytes(folder_ / "file.pth", bytes);
    return read_checkpoint(folder_ / "file.pth");
  }
  void expect_refused(const std::string& program, const std::string& part) {
    expect_input_error([&] { read(archive(program)); }, part);
  }

  TemporaryFolder folder_;
};

TEST_F(TorchZip, ReadsATensor) {
  const Checkpoint file = read(archive(dictionary("w", tensor({2, 3}, {3, 1}))));
  EXPECT_EQ(file.format, "torch zip");
  EXPECT_EQ(file.tensors.at("w").describe(), "F32 [2, 3]");
  EXPECT_EQ(file.tensors.at("w").to_float(), (std::vector<float>{1, 2, 3, 4, 5, 6}));
}

TEST_F(TorchZip, MakesStridesContiguous) {
  const Checkpoint file = read(archive(dictionary("w", tensor({2, 2}, {1, 3}, 1))));
  EXPECT_EQ(file.tensors.at("w").to_float(), (std::vector<float>{2, 5, 3, 6}));
}

TEST_F(TorchZip, NamesNestedTensorsByTheirPath) {
  const std::string list = "](" + tensor({1}, {1}, 2) + "e";
  const Checkpoint file = read(archive(dictionary("model", dictionary("parts", list))));
  EXPECT_EQ(file.tensors.at("model.parts.0").to_float(), std::vector<float>{3});
}

TEST_F(TorchZip, NeverCallsForeignCode) {
  expect_refused("cos\nsystem\n(" + text("echo hello") + "tR", "'os.system'");
  expect_refused("cbuiltins\neval\n(" + text("1") + "tR", "'builtins.eval'");
  expect_refused("cposix\nsystem\n", "'posix.system'");
  expect_refused(text("os") + text("system") + "\x93", "'os.system'");
  expect_refused("ctimm.models.vision_transformer\nVisionTransformer\n)\x81", "model.state_dict()");
}

TEST_F(TorchZip, IgnoresSettingsBesideTheWeights) {
  const std::string settings =
      "cargparse\nNamespace\n)\x81}" + text("lr") + "G" + std::string(8, '\0') + "sb";
  const Checkpoint file = read(archive("}(" + text("args") + settings + text("w") + tensor({6}, {1}) + "u"));
  ASSERT_EQ(file.tensors.size(), 1u);
  EXPECT_EQ(file.tensors.begin()->first, "w");
}

TEST_F(TorchZip, RefusesUnknownOpcodes) {
  expect_refused("P0\n", "opcode 80");
  expect_refused("i", "opcode 105");
}

TEST_F(TorchZip, RefusesProgramsThatMisuseTheStack) {
  expect_refused("0", "stack");
  expect_refused("t", "stack");
  expect_refused("(0", "stack");
  expect_refused("h\x05", "has not made");
  expect_refused("](" + number(1) + number(1) + "u", "no collection");
  expect_refused("}(" + number(1) + "u", "key without a value");
  expect_refused(number(1) + ")R", "not a known function");
  expect_refused("X" + little_endian(0xffffffff, 4), "truncated");
}

TEST_F(TorchZip, RefusesTensorsBeyondTheirStorage) {
  expect_refused(dictionary("w", tensor({7}, {1})), "beyond its storage");
  expect_refused(dictionary("w", tensor({2, 3}, {3, 1}, 1)), "beyond its storage");
  expect_refused(dictionary("w", tensor({1}, {1}, -1)), "beyond its storage");
  expect_refused(dictionary("w", tensor({2}, {std::int64_t{1} << 62})), "beyond its storage");
  expect_refused(dictionary("w", tensor({2, 3}, {-3, 1}, 3)), "negative");
  expect_refused(dictionary("w", tensor({1ll << 33, 1ll << 33}, {0, 0})), "impossible shape");
  expect_refused(dictionary("w", tensor({2, 3}, {1})), "impossible shape");
  expect_refused(dictionary("w", tensor({6}, {1}, 0, 7)), "states 7 elements");
  expect_refused(dictionary("w", tensor({6}, {1}, 0, -1)), "states -1 elements");
}

TEST_F(TorchZip, RefusesExpansionToHugeTensors) {
  expect_refused(dictionary("w", tensor({1ll << 40}, {0})), "far larger than itself");
}

TEST_F(TorchZip, RefusesUnknownStorages) {
  expect_refused(dictionary("w", tensor({3}, {1}, 0, 3, "ComplexFloatStorage")), "torch.ComplexFloatStorage");
}

TEST_F(TorchZip, SurvivesCyclesAndDeepNesting) {
  expect_refused("]q\1h\1a", "nests deeper");  // a list that holds itself
  std::string deep(200000, ']');
  deep += std::string(199999, 'a');
  expect_refused(deep, "nests deeper");
  std::string laughs = "]q";  // each list holds the one before twice
  laughs += '\0';
  for (int i = 0; i < 40; ++i) {
    laughs += "](h" + std::string(1, static_cast<char>(i)) + "h" + std::string(1, static_cast<char>(i)) +
              "eq" + std::string(1, static_cast<char>(i + 1));
  }
  expect_refused(laughs, "far more than its own size");
}

TEST_F(TorchZip, ExplainsOtherTorchFiles) {
  expect_input_error([&] { read(std::string("\x80\x02\x8a\nl\xfc\x9c\x46\xf9 j\xa8P\x19.\x80\x02M", 18)); },
                     "before version 1.6");
  expect_input_error(
      [&] {
        read(make_zip({stored("m/data.pkl", "\x80\x02."), stored("m/constants.pkl", "x")}));
      },
      "TorchScript");
  expect_input_error(
      [&] {
        read(make_zip({stored("m/data.pkl", "\x80\x02."), stored("m/byteorder", "big")}));
      },
      "big-endian");
}

TEST_F(TorchZip, EveryTruncationIsAnInputError) {
  const std::string whole = archive(dictionary("w", tensor({2, 3}, {3, 1})));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_THROW(read(whole.substr(0, length)), InputError) << length;
  }
}

TEST_F(TorchZip, DamagedBytesNeverCrash) {
  const std::string whole = archive(dictionary("w", tensor({2, 3}, {1, 2})));
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const char flip : {'\x01', '\x10', '\x80', '\xff'}) {
      std::string damaged = whole;
      damaged[i] = static_cast<char>(damaged[i] ^ flip);
      try {
        for (const auto& [name, tensor] : read(damaged).tensors) EXPECT_LE(tensor.bytes(), 8 * whole.size());
      } catch (const InputError&) {
      }
    }
  }
}

}  // namespace
}  // namespace pyra

#include "io/torch_globals.h"

#include <algorithm>
#include <utility>

namespace pyra {
namespace {

constexpr std::pair<std::string_view, DType> kStorages[] = {
    {"torch.DoubleStorage", DType::f64}, {"torch.FloatStorage", DType::f32},
    {"torch.HalfStorage", DType::f16},   {"torch.BFloat16Storage", DType::bf16},
    {"torch.LongStorage", DType::i64},   {"torch.IntStorage", DType::i32},
    {"torch.ShortStorage", DType::i16},  {"torch.CharStorage", DType::i8},
    {"torch.ByteStorage", DType::u8},    {"torch.BoolStorage", DType::boolean}};

constexpr std::string_view kDictionaries[] = {"collections.OrderedDict", "collections.defaultdict",
                                              "builtins.dict", "__builtin__.dict"};

// Settings and counters that training scripts put beside the weights. Their calls are written down and
// ignored.
constexpr std::string_view kIgnored[] = {"argparse.Namespace",
                                         "pathlib.PosixPath",
                                         "pathlib.PurePosixPath",
                                         "pathlib._local.PosixPath",
                                         "builtins.set",
                                         "__builtin__.set",
                                         "_codecs.encode",
                                         "numpy.core.multiarray.scalar",
                                         "numpy._core.multiarray.scalar",
                                         "numpy.dtype",
                                         "torch.device",
                                         "torch.Size",
                                         "torch.float64",
                                         "torch.float32",
                                         "torch.float16",
                                         "torch.bfloat16",
                                         "torch.int64"};

template <typename Table>
bool holds(const Table& table, std::string_view name) {
  return std::find(std::begin(table), std::end(table), name) != std::end(table);
}

}  // namespace

std::optional<DType> storage_dtype(std::string_view global) {
  for (const auto& [name, dtype] : kStorages) {
    if (name == global) return dtype;
  }
  return std::nullopt;
}

GlobalRole torch_global_role(std::string_view global) {
  if (holds(kDictionaries, global)) return GlobalRole::dictionary;
  const bool known = global == kRebuildTensor || global == kRebuildParameter || storage_dtype(global) ||
                     holds(kIgnored, global);
  return known ? GlobalRole::recorded : GlobalRole::forbidden;
}

}  // namespace pyra

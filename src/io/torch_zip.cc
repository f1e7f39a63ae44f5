#include "io/torch_zip.h"

#include <vector>

#include "io/contiguous.h"
#include "io/pickle.h"
#include "io/shape.h"
#include "io/torch_globals.h"
#include "pyra/error.h"

namespace pyra {
namespace {

constexpr std::string_view kPickle = "/data.pkl";
constexpr std::size_t kMaxVisits = 1'000'000;  // shared objects are visited once for every path to them
constexpr std::size_t kMaxDepth = 64;
constexpr std::uint64_t kMaxReuse =
    8;  // bytes of all tensors over bytes of the file: some models share weights
constexpr std::size_t kBytesPerTensor = 256;  // its entry, shape and name's own block

/// "archive" of "archive/data.pkl"; empty if there is none.
std::string archive_name(const ZipArchive& archive) {
  for (const auto& [name, entry] : archive.entries()) {
    if (name.ends_with(kPickle) && name.find('/') == name.size() - kPickle.size()) {
      return name.substr(0, name.size() - kPickle.size());
    }
  }
  return "";
}

class Reader {
 public:
  Reader(ZipArchive& archive, const std::filesystem::path& path)
      : archive_(archive),
        what_(path.string() + " (a torch checkpoint)"),
        root_(archive_name(archive) + "/") {}

  Checkpoint read() {
    if (archive_.entries().contains(root_ + "constants.pkl")) {
      fail("is a TorchScript program, not a state dict: save model.state_dict() with torch.save instead");
    }
    if (archive_.entries().contains(root_ + "byteorder")) {
      const auto order = archive_.read(root_ + "byteorder").bytes;
      if (std::string_view(reinterpret_cast<const char*>(order.data()), order.size()) != "little") {
        fail("was saved on a big-endian machine, which pyra does not read");
      }
    }
    const ZipData program = archive_.read(archive_name(archive_) + std::string(kPickle));
    pickle_ = read_pickle(program.bytes, what_, torch_global_role, archive_.budget());
    Checkpoint checkpoint;
    checkpoint.format = "torch zip";
    collect(checkpoint.tensors);
    return checkpoint;
  }

 private:
  struct Visit {
    std::uint32_t node;
    std::size_t depth;
    std::string name;
  };

  [[noreturn]] void fail(const std::string& reason) const { throw InputError(what_ + " " + reason); }

  void collect(TensorMap& tensors) {
    std::vector<Visit> pending{{pickle_.root, 0, ""}};
    std::size_t visits = 0;
    const std::size_t most_visits = kMaxVisits + archive_.file_size() / 4;
    while (!pending.empty()) {
      const Visit visit = std::move(pending.back());
      pending.pop_back();
      const PickleNode& node = pickle_[visit.node];
      if (is_tensor(node)) {
        archive_.budget().take(kBytesPerTensor);
        if (!tensors.emplace(visit.name, tensor(visit.name, node)).second) {
          fail("holds two tensors called '" + visit.name + "'");
        }
        continue;
      }
      const bool dictionary = node.kind == PickleKind::dictionary;
      if (!dictionary && node.kind != PickleKind::list && node.kind != PickleKind::tuple) continue;
      if (visit.depth == kMaxDepth) fail("nests deeper than any state dict");
      for (std::size_t i = 0; i < node.items.size(); i += dictionary ? 2 : 1) {
        if (++visits > most_visits) fail("holds more objects than any state dict");
        const std::uint32_t child = node.items[dictionary ? i + 1 : i];
        if (!may_hold_tensors(pickle_[child])) continue;
        const std::string key = dictionary ? key_text(pickle_[node.items[i]]) : std::to_string(i);
        std::string name = visit.name.empty() ? key : visit.name + "." + key;
        archive_.budget().take(name.size() + sizeof(Visit));
        pending.push_back({child, visit.depth + 1, std::move(name)});
      }
    }
  }

  static bool is_tensor(const PickleNode& node) {
    return node.kind == PickleKind::call && (node.text == kRebuildTensor || node.text == kRebuildParameter);
  }
  static bool may_hold_tensors(const PickleNode& node) {
    return is_tensor(node) || node.kind == PickleKind::dictionary || node.kind == PickleKind::list ||
           node.kind == PickleKind::tuple;
  }
  std::string key_text(const PickleNode& key) const {
    if (key.kind == PickleKind::text) return key.text;
    if (key.kind == PickleKind::integer) return std::to_string(key.integer);
    fail("has a dictionary whose keys are neither text nor integers");
  }

  // --- tensors ---
  [[noreturn]] void fail_tensor(const std::string& name, const std::string& reason) const {
    fail("has a tensor '" + name + "' " + reason);
  }

  const PickleNode& argument(const std::string& name, const PickleNode& node, std::size_t i,
                             PickleKind kind) const {
    if (i >= node.items.size() || pickle_[node.items[i]].kind != kind)
      fail_tensor(name, "that is not built as torch does");
    return pickle_[node.items[i]];
  }

  std::vector<std::int64_t> sizes(const std::string& name, const PickleNode& node) const {
    if (node.items.size() > kMaxRank)
      fail_tensor(name, "of " + std::to_string(node.items.size()) + " dimensions");
    std::vector<std::int64_t> values;
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      values.push_back(argument(name, node, i, PickleKind::integer).integer);
      if (values.back() < 0) fail_tensor(name, "with a negative size or stride");
    }
    return values;
  }

  struct Storage {
    DType dtype;
    ZipData data;
  };

  /// ('storage', torch.FloatStorage, '0', 'cpu', 1024)
  Storage storage(const std::string& name, const PickleNode& node) const {
    const PickleNode& id = argument(name, node, 0, PickleKind::tuple);
    const auto dtype = storage_dtype(argument(name, id, 1, PickleKind::global).text);
    if (argument(name, id, 0, PickleKind::text).text != "storage" || !dtype) {
      fail_tensor(name, "without a storage of a known type");
    }
    const std::int64_t elements = argument(name, id, 4, PickleKind::integer).integer;
    const ZipData data = archive_.read(root_ + "data/" + argument(name, id, 2, PickleKind::text).text);
    const std::int64_t one_dimension[] = {elements};
    const auto checked = checked_elements(one_dimension, dtype_size(*dtype));
    if (!checked || static_cast<std::uint64_t>(*checked) * dtype_size(*dtype) > data.bytes.size()) {
      fail_tensor(name, "whose storage states " + std::to_string(elements) + " elements but holds " +
                            std::to_string(data.bytes.size()) + " bytes");
    }
    return {*dtype, {data.bytes.first(static_cast<std::size_t>(*checked) * dtype_size(*dtype)), data.owner}};
  }

  /// _rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks), perhaps inside a
  /// _rebuild_parameter(tensor, requires_grad, hooks)
  HostTensor tensor(const std::string& name, const PickleNode& call) {
    if (call.text == kRebuildParameter) {
      const PickleNode& inner = argument(name, call, 0, PickleKind::call);
      if (inner.text != kRebuildTensor) fail_tensor(name, "that is not built as torch does");
      return tensor(name, inner);
    }
    const Storage source = storage(name, argument(name, call, 0, PickleKind::persistent));
    const std::int64_t offset = argument(name, call, 1, PickleKind::integer).integer;
    const auto shape = sizes(name, argument(name, call, 2, PickleKind::tuple));
    const auto strides = sizes(name, argument(name, call, 3, PickleKind::tuple));
    const std::size_t size = dtype_size(source.dtype);
    const auto elements = checked_elements(shape, size);
    if (!elements || strides.size() != shape.size())
      fail_tensor(name, "of an impossible shape " + shape_text(shape));
    check_extent(name, shape, strides, offset, static_cast<std::int64_t>(source.data.bytes.size() / size));
    bytes_ += static_cast<std::uint64_t>(*elements) * size;
    if (bytes_ > kMaxReuse * archive_.file_size()) fail("describes tensors far larger than itself");

    const auto bytes = *elements == 0 ? source.data.bytes.first(0)
                                      : source.data.bytes.subspan(static_cast<std::size_t>(offset) * size);
    if (*elements != 0 && !is_contiguous(shape, strides)) {
      archive_.budget().take(static_cast<std::uint64_t>(*elements) * size);
      return make_contiguous(bytes, source.dtype, shape, strides);
    }
    return {source.dtype, shape, bytes.data(), source.data.owner};
  }

  /// The last element, and with it every one, lies inside the storage.
  void check_extent(const std::string& name, const std::vector<std::int64_t>& shape,
                    const std::vector<std::int64_t>& strides, std::int64_t offset,
                    std::int64_t available) const {
    if (checked_elements(shape, 1) == 0) return;
    const bool inside = offset >= 0 && offset < available;
    std::int64_t room = inside ? available - 1 - offset : -1;  // elements that the strides may still reach
    for (std::size_t i = 0; i < shape.size() && room >= 0; ++i) {
      if (shape[i] == 1 || strides[i] == 0) continue;
      room = shape[i] - 1 > room / strides[i] ? -1 : room - (shape[i] - 1) * strides[i];
    }
    if (room < 0) fail_tensor(name, "of shape " + shape_text(shape) + " that reaches beyond its storage");
  }

  ZipArchive& archive_;
  std::string what_;
  std::string root_;
  Pickle pickle_;
  std::uint64_t bytes_ = 0;
};

}  // namespace

bool is_torch_zip(const ZipArchive& archive) { return !archive_name(archive).empty(); }

Checkpoint read_torch_zip(ZipArchive& archive, const std::filesystem::path& path) {
  return Reader(archive, path).read();
}

}  // namespace pyra

#include "runtime/fold.h"

#include "pyra/error.h"
#include "runtime/fold_lora.h"

namespace pyra {
namespace {

TensorShapes no_tensors(const VitConfig&, std::int64_t) { return {}; }
void as_they_are(TensorMap&, const VitConfig&) {}

}  // namespace

const std::vector<FoldEntry>& folds() {
  static const std::vector<FoldEntry> entries{
      {"none", false, false, no_tensors, as_they_are},
      {"lora", true, false, lora_shapes, fold_lora},
      {"adapter", true, false, adapter_shapes, as_they_are},  // not linear: the engine runs it
      {"full", false, true, no_tensors, as_they_are},
  };
  return entries;
}

const FoldEntry& find_fold(const std::string& name) {
  std::string known;
  for (const FoldEntry& entry : folds()) {
    if (entry.name == name) return entry;
    known += (known.empty() ? "" : ", ") + entry.name;
  }
  throw InputError("unknown method '" + name + "'; known ones are " + known);
}

}  // namespace pyra

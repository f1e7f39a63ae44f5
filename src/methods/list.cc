#include "methods/list.h"

#include "base/text/words.h"
#include "methods/bottleneck_tensors.h"
#include "methods/lora/fold_lora.h"

namespace pyra {
namespace {

TensorShapes no_tensors(const VitConfig&, std::int64_t) { return {}; }
void as_they_are(TensorMap&, const VitConfig&) {}
bool no_tensor(const std::string&) { return false; }
bool every_tensor(const std::string&) { return true; }
bool biases(const std::string& name) { return name.ends_with(".bias"); }  // BitFit, arXiv 2106.10199

}  // namespace

const std::vector<FoldEntry>& folds() {
  static const std::vector<FoldEntry> entries{
      {"none", false, false, no_tensors, as_they_are, no_tensor},
      {"lora", true, false, lora_shapes, fold_lora, no_tensor},
      {"adapter", true, false, adapter_shapes, as_they_are,
       no_tensor},  // not linear: the engine runs it, as the next two
      {"adaptformer", true, false, adaptformer_shapes, as_they_are, no_tensor},
      {"dense", true, false, dense_adapter_shapes, as_they_are, no_tensor},
      {"bias", false, false, no_tensors, as_they_are, biases},
      {"full", false, true, no_tensors, as_they_are, every_tensor},
  };
  return entries;
}

const FoldEntry& find_fold(const std::string& name) { return find_by_name(folds(), "method", name); }

}  // namespace pyra

#include "adapt/registry.h"

#include "adapt/adapter.h"
#include "adapt/adaptformer.h"
#include "adapt/dense_adapter.h"
#include "adapt/lora.h"
#include "base/text/words.h"
#include "methods/bottleneck_rules.h"

namespace pyra {
namespace {

std::unique_ptr<Projection> plain(Linear qkv, const AdapterSetting&) {
  return std::make_unique<PlainProjection>(std::move(qkv));
}

std::unique_ptr<Projection> lora(Linear qkv, const AdapterSetting& setting) {
  return std::make_unique<LoraProjection>(std::move(qkv), setting.width, setting.dropout, *setting.random);
}

std::unique_ptr<Bottleneck> identity(const AdapterSetting&) { return std::make_unique<IdentityBottleneck>(); }

std::unique_ptr<Bottleneck> adapter(const AdapterSetting& setting) {
  return std::make_unique<Adapter>(setting.dim, setting.width, setting.dropout, *setting.random);
}

std::unique_ptr<Bottleneck> adaptformer(const AdapterSetting& setting) {
  return std::make_unique<AdaptFormer>(setting.dim, setting.width, setting.dropout, *setting.random);
}

std::unique_ptr<Bottleneck> dense(const AdapterSetting& setting) {
  return std::make_unique<DenseAdapter>(setting.dim, setting.width, setting.dropout,
                                        closes_group(setting.block, setting.depth), *setting.random);
}

bool all_but_backbone(Role role) { return !is_pretrained(role); }
bool all_but_weights(Role role) { return role != Role::backbone; }
bool everything(Role) { return true; }

}  // namespace

const std::vector<AdapterEntry>& adapters() {
  static const std::vector<AdapterEntry> entries{
      {"none", "linear probe: train the head (and the reducer's weights) only", false, all_but_backbone,
       plain, identity},
      {"lora", "low-rank update of the q, k, v projection, backbone frozen", true, all_but_backbone, lora,
       identity},
      {"adapter", "small bottleneck after each MLP, backbone frozen", true, all_but_backbone, plain, adapter},
      {"adaptformer", "small bottleneck beside each MLP (AdaptFormer), backbone frozen", true,
       all_but_backbone, plain, adaptformer},
      {"dense",
       "bottlenecks beside each MLP whose outputs reach later blocks (Sparse-Tuning's dense adapters)", true,
       all_but_backbone, plain, dense},
      {"bias", "train the bias terms of the backbone (BitFit)", false, all_but_weights, plain, identity},
      {"full", "train every weight", false, everything, plain, identity},
  };
  return entries;
}

const AdapterEntry& find_adapter(const std::string& name) { return find_by_name(adapters(), "method", name); }

std::int64_t default_width(std::int64_t dim) { return dim >= 1024 ? 12 : dim >= 768 ? 8 : 4; }

}  // namespace pyra

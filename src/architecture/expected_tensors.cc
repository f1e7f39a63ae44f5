#include "architecture/role.h"
#include "pyra/backbone.h"

namespace pyra {
namespace {

using Shape = std::vector<std::int64_t>;

class TensorList {
 public:
  explicit TensorList(bool (*wanted)(Role)) : wanted_(wanted) {}

  void add(const std::string& name, Shape shape, Role role = Role::backbone) {
    if (wanted_(role)) items.emplace_back(name, std::move(shape));
  }
  void add_norm(const std::string& name, std::int64_t dim) {
    add(name + ".weight", {dim}, Role::norm);
    add(name + ".bias", {dim}, Role::norm_bias);
  }
  void add_linear(const std::string& name, std::int64_t out, std::int64_t in, bool bias = true) {
    add(name + ".weight", {out, in});
    if (bias) add(name + ".bias", {out}, Role::bias);
  }
  void add_head(const std::string& name, std::int64_t out, std::int64_t in) {
    add(name + ".weight", {out, in}, Role::head);
    add(name + ".bias", {out}, Role::head);
  }

  TensorShapes items;

 private:
  bool (*wanted_)(Role);
};

void add_block(TensorList& list, const VitConfig& config, const std::string& block) {
  const std::int64_t dim = config.dim;
  list.add_norm(block + "norm1", dim);
  list.add_linear(block + "attn.qkv", 3 * dim, dim, config.qkv_bias);
  list.add_linear(block + "attn.proj", dim, dim);
  if (config.layer_scale) list.add(block + "ls1.gamma", {dim});
  list.add_norm(block + "norm2", dim);
  list.add_linear(block + "mlp.fc1", config.mlp_dim, dim);
  list.add_linear(block + "mlp.fc2", dim, config.mlp_dim);
  if (config.layer_scale) list.add(block + "ls2.gamma", {dim});
}

}  // namespace

TensorShapes tensors_of_role(const VitConfig& config, bool (*wanted)(Role role)) {
  validate(config);
  const std::int64_t dim = config.dim;
  TensorList list(wanted);
  if (config.class_token) list.add("cls_token", {1, 1, dim});
  if (config.distilled) list.add("dist_token", {1, 1, dim});
  if (config.registers > 0) list.add("reg_token", {1, config.registers, dim});
  list.add("pos_embed",
           {1, config.patches() + (config.pos_embed_has_prefix ? config.prefix_tokens() : 0), dim});
  list.add("patch_embed.proj.weight", {dim, 3, config.patch, config.patch});
  if (config.patch_bias) list.add("patch_embed.proj.bias", {dim}, Role::bias);
  if (config.norm_pre) list.add_norm("norm_pre", dim);
  for (std::int64_t i = 0; i < config.depth; ++i)
    add_block(list, config, "blocks." + std::to_string(i) + ".");
  if (config.final_norm) list.add_norm("norm", dim);
  if (config.fc_norm) list.add_norm("fc_norm", dim);
  if (config.pre_logits > 0) list.add_linear("pre_logits.fc", config.pre_logits, dim);
  if (config.classes > 0) {
    list.add_head("head", config.classes, config.features());
    if (config.distilled) list.add_head("head_dist", config.classes, config.features());
  }
  return std::move(list.items);
}

TensorShapes expected_tensors(const VitConfig& config) {
  return tensors_of_role(config, [](Role) { return true; });
}

}  // namespace pyra

#include "architecture/families/tower.h"

#include "architecture/families/layout.h"
#include "pyra/error.h"

namespace pyra {
namespace {

HostTensor with_leading_ones(HostTensor tensor, std::size_t rank, const std::string& name) {
  if (tensor.shape.size() != rank) {
    throw InputError("the tensor '" + name + "' is " + tensor.describe() + ", expected " +
                     std::to_string(rank) + (rank == 1 ? " dimension" : " dimensions"));
  }
  tensor.shape.insert(tensor.shape.begin(), 3 - rank, 1);
  return tensor;
}

}  // namespace

HostTensor as_token(HostTensor tensor, const std::string& name) {
  return with_leading_ones(std::move(tensor), 1, name);
}

HostTensor as_positions(HostTensor tensor, const std::string& name) {
  return with_leading_ones(std::move(tensor), 2, name);
}

HostTensor transposed(HostTensor tensor, const std::string& name) { return permute(tensor, {1, 0}, name); }

void split_attention_pool(TensorMap& tensors) {
  for (const std::string from : {"attn_pool.in_proj_weight", "attn_pool.in_proj_bias"}) {
    const std::string kind = from.substr(from.rfind('_') + 1);
    if (!tensors.contains(from)) continue;
    const HostTensor whole = take(tensors, from);
    const std::int64_t dim = whole.shape.empty() ? 0 : whole.shape[0] / 3;
    tensors.emplace("attn_pool.q." + kind, rows_of(whole, 0, dim, from));
    tensors.emplace("attn_pool.kv." + kind, rows_of(whole, dim, 2 * dim, from));
  }
}

void check_patches(const TensorMap& tensors) {
  const auto found = tensors.find("patch_embed.proj.weight");
  if (found == tensors.end() || found->second.shape.size() != 2) return;
  throw InputError(
      "its patches come one by one, from pictures of any shape (SigLIP 2's NaFlex models): pyra reads models "
      "of one "
      "size; take the same model of fixed size, such as siglip2-base-patch16-224");
}

}  // namespace pyra

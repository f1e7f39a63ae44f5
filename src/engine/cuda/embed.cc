#include "kernels/cuda/embed.h"

#include <cuda_bf16.h>

#include "engine/cuda/pass_parts.h"

namespace pyra::cuda {

template <typename T>
Tokens PassBuilder<T>::embed() {
  const VitConfig& c = model_.config;
  float* x = memory_.rows[0].get();
  add("patches",
      [=, in = memory_.images.get(), to = memory_.wide.get(), batch = batch_](cudaStream_t stream) {
        patches(in, {batch, c.image_height, c.image_width, c.patch}, to, stream);
      });
  multiply("embedding", model_.patch, batch_ * c.patches(), Use::store, memory_.wide.get(),
           memory_.narrow.get());
  add("embedding", [=, from = memory_.narrow.get(), prefix = model_.prefix_rows.get(),
                    positions = model_.positions.get(), batch = batch_](cudaStream_t stream) {
    assemble_tokens(from, prefix, positions, {batch, c.prefix_tokens(), c.patches(), c.dim}, x, stream);
  });
  if (model_.norm_pre) normalise(x, batch_ * c.tokens(), *model_.norm_pre, x);
  return {x, nullptr, c.tokens(), 0};
}

template Tokens PassBuilder<float>::embed();
template Tokens PassBuilder<__nv_bfloat16>::embed();

}  // namespace pyra::cuda

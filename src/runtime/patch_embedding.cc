#include "runtime/patch_embedding.h"

#include <algorithm>
#include <cmath>

#include "kernels/bf16.h"
#include "kernels/parallel.h"
#include "pyra/error.h"

namespace pyra {
namespace {

/// One row of patches, [columns, 3 p p] in the order of a convolution's weight, from rows of pixels. Returns a number
/// that is finite where all pixels are.
template <typename T>
float gather_patches(const float* image, const VitConfig& c, std::int64_t patch_row, T* to) {
  const std::int64_t columns = c.image_width / c.patch, row = 3 * c.patch * c.patch;
  float check = 0;
  for (std::int64_t channel = 0; channel < 3; ++channel) {
    for (std::int64_t i = 0; i < c.patch; ++i) {
      const float* pixels = image + (channel * c.image_height + patch_row * c.patch + i) * c.image_width;
      T* first = to + (channel * c.patch + i) * c.patch;
      for (std::int64_t column = 0; column < columns; ++column) {
        for (std::int64_t j = 0; j < c.patch; ++j) {
          const float pixel = pixels[column * c.patch + j];
          check += pixel * 0.0F;
          first[column * row + j] = from_float<T>(pixel);
        }
      }
    }
  }
  return check;
}

}  // namespace

PatchEmbeddingPlan::PatchEmbeddingPlan(const PackedModel::Impl& model, const PassSetting& pass)
    : model_(model),
      batch_(pass.batch),
      product_(make_dense_step(model.patch, model.config.patches(), DenseUse::residual, model.elements.embedding)) {}

void PatchEmbeddingPlan::add_needs(WorkspaceNeeds& needs) const {
  const auto inputs = static_cast<std::size_t>(model_.config.patches() * 3 * model_.config.patch * model_.config.patch);
  needs.raise(needs.qkv, inputs * element_size(model_.elements.embedding));
  needs.product(*product_);
}

void PatchEmbeddingPlan::run(const float* images, float* x, const Workspace& work, StepClock& clock) const {
  const VitConfig& c = model_.config;
  const std::int64_t patch_rows = c.image_height / c.patch;
  const std::int64_t row_elements = c.image_width / c.patch * 3 * c.patch * c.patch;
  for (std::int64_t picture = 0; picture < batch_; ++picture) {
    const float* image = images + picture * 3 * c.image_height * c.image_width;
    float check = 0;
#pragma omp parallel for schedule(static) reduction(+ : check)
    for (std::int64_t i = 0; i < patch_rows; ++i) {
      check += model_.elements.embedding == Element::bf16
                   ? gather_patches(image, c, i, static_cast<Bf16*>(work.qkv) + i * row_elements)
                   : gather_patches(image, c, i, static_cast<float*>(work.qkv) + i * row_elements);
    }
    if (!std::isfinite(check)) {
      throw InputError("picture " + std::to_string(picture) + " of the batch has pixels that are NaN or infinite; expected finite values, normalised");
    }
    float* rows = x + picture * c.tokens() * c.dim;
    float* patches = std::copy(model_.prefix_rows.begin(), model_.prefix_rows.end(), rows);
    std::copy(model_.positions.begin(), model_.positions.end(), patches);
    clock.book("patches");
    product_->run({work.qkv, nullptr}, {patches, nullptr}, work.step);
    clock.book("embedding", product_->macs());
  }
  if (!model_.norm_pre) return;
  const NormWeights norm = model_.norm_pre->view();
  parallel_for(batch_ * c.tokens(), [&](std::int64_t row, int) { layer_norm(x + row * c.dim, 1, norm, x + row * c.dim); });
  clock.book("norm");
}

}  // namespace pyra

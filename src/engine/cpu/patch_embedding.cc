#include "engine/cpu/patch_embedding.h"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "base/bf16_convert.h"
#include "pyra/error.h"

namespace pyra {
namespace {

/// One row of patches, [columns, 3 p p] in the order of a convolution's weight, from rows of pixels. Returns
/// a number that is finite where all pixels are.
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
    : model_(model), batch_(pass.batch), apart_(pass.batch / pass.threads * pass.threads) {
  const auto step = [&](int parts) {
    return make_dense_step(model.patch, model.config.patches(), DenseUse::residual, model.elements.embedding,
                           parts);
  };
  if (apart_ > 0) product_ = step(1);
  if (apart_ < batch_) shared_ = step(pass.threads);
}

void PatchEmbeddingPlan::add_needs(PassNeeds& needs) const {
  const auto inputs =
      static_cast<std::size_t>(model_.config.patches() * 3 * model_.config.patch * model_.config.patch);
  const auto add = [&](const DenseStep& product, WorkspaceNeeds& to) {
    to.raise(to.qkv, inputs * element_size(model_.elements.embedding));
    to.product(product);
  };
  if (product_) add(*product_, needs.apart);
  if (shared_) add(*shared_, needs.together);
}

void PatchEmbeddingPlan::run(const float* images, float* x, const PassMemory& memory,
                             StepClock& clock) const {
  const VitConfig& c = model_.config;
  const std::int64_t pixels = 3 * c.image_height * c.image_width, numbers = c.tokens() * c.dim;
  std::atomic<std::int64_t> bad = batch_;  // the first picture with pixels that are not finite
  run_apart(memory, apart_, clock, [&](std::int64_t picture, const Workspace& work, StepClock& own) {
    if (embed(images + picture * pixels, x + picture * numbers, *product_, work, own)) return;
    for (std::int64_t least = bad; picture < least && !bad.compare_exchange_weak(least, picture);) {
    }
  });
  for (std::int64_t picture = apart_; picture < batch_ && bad == batch_; ++picture) {
    if (!embed(images + picture * pixels, x + picture * numbers, *shared_, memory.of_team(), clock))
      bad = picture;
  }
  if (bad < batch_) {
    throw InputError("picture " + std::to_string(bad) +
                     " of the batch has pixels that are NaN or infinite; expected finite values, normalised");
  }
}

/// One picture's rows; false where its pixels are not finite.
bool PatchEmbeddingPlan::embed(const float* image, float* rows, const DenseStep& product,
                               const Workspace& work, StepClock& clock) const {
  const VitConfig& c = model_.config;
  const std::int64_t row_elements = c.image_width / c.patch * 3 * c.patch * c.patch;
  std::atomic<bool> finite = true;
  work.step.team->for_each(c.image_height / c.patch, [&](std::int64_t i, int) {
    const float check = model_.elements.embedding == Element::bf16
                            ? gather_patches(image, c, i, static_cast<Bf16*>(work.qkv) + i * row_elements)
                            : gather_patches(image, c, i, static_cast<float*>(work.qkv) + i * row_elements);
    if (!std::isfinite(check)) finite = false;
  });
  if (!finite) return false;
  float* patches = std::copy(model_.prefix_rows.begin(), model_.prefix_rows.end(), rows);
  std::copy(model_.positions.begin(), model_.positions.end(), patches);
  clock.book("patches");
  product.run({work.qkv, nullptr}, {patches, nullptr}, work.step);
  clock.book("embedding", product.macs());
  if (!model_.norm_pre) return true;
  const NormWeights norm = model_.norm_pre->view();
  work.step.team->for_each(c.tokens(), [&](std::int64_t row, int) {
    layer_norm(rows + row * c.dim, 1, norm, rows + row * c.dim);
  });
  clock.book("norm");
  return true;
}

}  // namespace pyra

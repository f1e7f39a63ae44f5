// Cross-entropy with everything a recipe can ask of it, mixup, and the divergence from a teacher.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

namespace pyra {

struct LossOptions {
  double label_smoothing = 0;  // in [0, 1)
  at::Tensor class_weights;    // [K] float32 beside the logits, or undefined: all ones
};

/// A batch whose pictures may be blends of two: images [B, 3, H, W], the loss share[0] CE(first) + share[1]
/// CE(second).
struct MixedBatch {
  at::Tensor images;
  at::Tensor first, second;  // [B] int64
  at::Tensor share = {};     // [2] float32 beside the images; undefined: first alone
  std::vector<std::int64_t> indices =
      {};  // [B] positions of the pictures in the data set; of mixed ones, of the first
};

/// Mixup (arXiv 1710.09412): lambda from Beta(alpha, alpha), each picture blended with its mirror in the
/// batch. alpha 0 leaves the batch as it is.
MixedBatch mixup(const at::Tensor& images, const at::Tensor& labels, double alpha, at::Generator& random);

/// Mean cross-entropy of logits [B, K] against the batch's labels; a scalar.
at::Tensor classification_loss(const at::Tensor& logits, const MixedBatch& batch, const LossOptions& options);

/// Mean over the pictures of KL(softmax(teacher) || softmax(student)) of logits [B, K]; a scalar with a
/// gradient for the student.
at::Tensor distillation_loss(const at::Tensor& teacher, const at::Tensor& student);

/// [K]: samples / (K samples of the class), so that every class weighs the same; 0 for a class without
/// pictures.
at::Tensor balanced_weights(const std::vector<std::int64_t>& labels, std::int64_t classes);

}  // namespace pyra

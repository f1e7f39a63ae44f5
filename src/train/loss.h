// Mixup, the loss of blended pictures, and the divergence of classifiers.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

#include "train/losses/task_loss.h"

namespace pyra {

/// A batch whose pictures may be blends of two: images [B, 3, H, W], the loss share[0] L(first) + share[1]
/// L(second).
struct MixedBatch {
  at::Tensor images;
  at::Tensor first, second;  // targets, as TaskLoss takes them
  at::Tensor share = {};     // [2] float32 beside the images; undefined: first alone
  std::vector<std::int64_t> indices =
      {};  // [B] positions of the pictures in the data set; of mixed ones, of the first
};

/// Mixup (arXiv 1710.09412): lambda from Beta(alpha, alpha), each picture blended with its mirror in the
/// batch. alpha 0 leaves the batch as it is.
MixedBatch mixup(const at::Tensor& images, const at::Tensor& targets, double alpha, at::Generator& random);

/// The task's loss of logits [B, K] against the batch's targets; a scalar.
at::Tensor mixed_loss(const TaskLoss& task, const at::Tensor& logits, const MixedBatch& batch);

/// Mean over the pictures of KL(softmax(teacher) || softmax(student)) of logits [B, K]; a scalar with a
/// gradient for the student.
at::Tensor distillation_loss(const at::Tensor& teacher, const at::Tensor& student);

}  // namespace pyra

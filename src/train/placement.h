// The device that trains.
#pragma once

#include <memory>

#include "model/vit.h"
#include "pyra/runner.h"
#include "recipes/recipe.h"
#include "train/moved_weights.h"

namespace pyra {

/// torch's name of a device. For a GPU it opens torch's CUDA part and makes it the calling thread's current
/// one. Throws InputError where that or the GPU is missing.
at::Device open_device(const Device& device);

/// Readies the weights for training on `device`: on the CPU what is frozen is packed (train/pack.h), and null
/// returned; else they move there until the result goes.
std::unique_ptr<MovedWeights> place(Vit& model, const Recipe& recipe, at::Device device);

/// Whether a pass on `device` in the recipe's precision autocasts: packed weights of the CPU need not.
bool autocasts(const Recipe& recipe, at::Device device);

}  // namespace pyra

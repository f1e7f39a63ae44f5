// The gradients of one step, added over the ranks as one message.
#pragma once

#include <vector>

#include "model/parameter.h"
#include "train/ranks/ranks.h"

namespace pyra {

/// Sums the parameters' gradients (float32, on any device; they travel through the CPU), and `numbers` beside
/// them, over the ranks, in their order: the same bits on every rank. A parameter that has a gradient on any
/// rank has one on all of them afterwards.
void sum_gradients(Ranks& ranks, const ParameterList& parameters, std::vector<double>& numbers);

/// Of the parameters' bits: the same on two ranks where all values are.
std::string digest(const ParameterList& parameters);

}  // namespace pyra

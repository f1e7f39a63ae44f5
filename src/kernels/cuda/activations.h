// The activations of activations/types.h as a GPU computes them: a function of one float32 number each.
#pragma once

#include "kernels/cuda/activations/gelu.h"
#include "kernels/cuda/activations/gelu_tanh.h"
#include "kernels/cuda/activations/quick_gelu.h"
#include "kernels/cuda/activations/relu.h"
#include "kernels/cuda/activations/silu.h"

#include "model/checkpointed.h"

#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include "ops/held.h"

namespace pyra {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::Variable;
using torch::autograd::variable_list;

/// What the block is computed from again, besides x.
struct Again {
  const Block* block;
  TokenState state;  // without x
  std::int64_t rate;
  Pass pass;         // its generator as it was before the block
  std::vector<at::Tensor> trained;
};

struct CheckpointedBlock : Function<CheckpointedBlock> {
  /// The weights are inputs so that their gradients are asked for even where x needs none, as in the first block.
  static variable_list forward(AutogradContext* context, const Variable& x, at::TensorList, const Again& again, const Pass& pass) {
    context->save_for_backward({x});
    context->saved_data["again"] = hold(again);
    TokenState state = again.state;
    state.x = x.detach();
    state = again.block->forward(std::move(state), again.rate, pass);
    if (!state.size.defined()) return {state.x};
    context->mark_non_differentiable({state.size});
    return {state.x, state.size};
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradient) {
    const auto& again = held<Again>(context->saved_data["again"]);
    const at::AutoGradMode recording(true);
    const bool wanted = context->needs_input_grad(0);
    TokenState state = again.state;
    state.x = context->get_saved_variables()[0].detach().requires_grad_(wanted);
    Pass pass = again.pass;
    if (pass.random) pass.random = pass.random->clone();
    variable_list inputs = again.trained;
    if (wanted) inputs.push_back(state.x);
    const at::Tensor y = again.block->forward(std::move(state), again.rate, pass).x;
    variable_list found = torch::autograd::grad({y}, inputs, {gradient[0]}, std::nullopt, /*create_graph=*/false,
                                                /*allow_unused=*/true);
    variable_list result{wanted ? found.back() : Variable()};
    result.insert(result.end(), found.begin(), found.begin() + static_cast<std::ptrdiff_t>(again.trained.size()));
    result.resize(result.size() + 2);  // none for `again` and `pass`
    return result;
  }
};

std::vector<at::Tensor> trained_in(const Block& block) {
  ParameterList all;
  block.collect(all, "");
  std::vector<at::Tensor> trained;
  for (const Parameter& parameter : all) {
    if (parameter.tensor.requires_grad()) trained.push_back(parameter.tensor);
  }
  return trained;
}

}  // namespace

TokenState checkpointed(const Block& block, TokenState state, std::int64_t rate, const Pass& pass) {
  Again again{&block, state, rate, pass, trained_in(block)};
  again.state.x.reset();
  if (pass.random) again.pass.random = pass.random->clone();
  const std::vector<at::Tensor> trained = again.trained;
  const variable_list out = CheckpointedBlock::apply(state.x, at::TensorList(trained), again, pass);
  state.x = out[0];
  if (out.size() > 1) state.size = out[1];
  return state;
}

}  // namespace pyra

#include "model/checkpointed.h"

#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include "model/autocast.h"
#include "ops/autograd.h"

namespace pyra {
namespace {

/// What the block is computed from again, besides x.
struct Again {
  const Block* block;
  TokenState state;  // without x and what is carried
  std::int64_t channels;
  std::int64_t rate;
  Pass pass;  // its generator as it was before the block
  std::vector<at::Tensor> trained;
};

/// x and what is carried beside it as one tensor [B, N, C or 2 C], so that both are recorded alike.
at::Tensor join(const TokenState& state) {
  return state.carried.defined() ? at::cat({state.x, state.carried}, 2) : state.x;
}

TokenState split(TokenState state, const at::Tensor& joined, std::int64_t channels) {
  state.x = joined.narrow(2, 0, channels);
  state.carried = joined.size(2) > channels ? joined.narrow(2, channels, channels) : at::Tensor();
  return state;
}

struct CheckpointedBlock : Function<CheckpointedBlock> {
  /// The weights are inputs so that their gradients are asked for even where x needs none, as in the first
  /// block.
  static variable_list forward(AutogradContext* context, const Variable& x, at::TensorList,
                               const Again& again, const Pass& pass) {
    context->save_for_backward({x});
    context->saved_data["again"] = hold(again);
    const TokenState state =
        again.block->forward(split(again.state, x.detach(), again.channels), again.rate, pass);
    if (!state.size.defined()) return {join(state)};
    variable_list fixed{state.size};  // what merging changes beside x
    if (state.place.defined()) fixed.push_back(state.place);
    context->mark_non_differentiable(fixed);
    variable_list out{join(state)};
    out.insert(out.end(), fixed.begin(), fixed.end());
    return out;
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradient) {
    const auto& again = held<Again>(context->saved_data["again"]);
    const at::AutoGradMode recording(true);
    const bool wanted = context->needs_input_grad(0);
    const at::Tensor x = context->get_saved_variables()[0].detach().requires_grad_(wanted);
    Pass pass = again.pass;
    if (pass.random) pass.random = pass.random->clone();
    variable_list inputs = again.trained;
    if (wanted) inputs.push_back(x);
    const Autocast autocast(x.device().type(), pass.autocast);
    const at::Tensor y = join(again.block->forward(split(again.state, x, again.channels), again.rate, pass));
    variable_list found =
        torch::autograd::grad({y}, inputs, {gradient[0]}, std::nullopt, /*create_graph=*/false,
                              /*allow_unused=*/true);
    variable_list result{wanted ? found.back() : Variable()};
    result.insert(result.end(), found.begin(),
                  found.begin() + static_cast<std::ptrdiff_t>(again.trained.size()));
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
  const std::int64_t channels = state.x.size(2);
  Again again{&block, state, channels, rate, pass, trained_in(block)};
  again.state.x.reset();
  again.state.carried.reset();
  if (pass.random) again.pass.random = pass.random->clone();
  const std::vector<at::Tensor> trained = again.trained;
  const variable_list out = CheckpointedBlock::apply(join(state), at::TensorList(trained), again, pass);
  state = split(std::move(state), out[0], channels);
  if (out.size() > 1) state.size = out[1];
  if (out.size() > 2) state.place = out[2];
  return state;
}

}  // namespace pyra

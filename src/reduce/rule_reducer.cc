#include "reduce/rule_reducer.h"

#include <algorithm>
#include <utility>

#include "base/memory/padding.h"
#include "base/threads/team.h"
#include "ops/check_rate.h"
#include "ops/for_pictures.h"
#include "pyra/error.h"
#include "reduce/apply_routes.h"
#include "reduce/attended_tokens.h"

namespace pyra {
namespace {

Routes route_batch(const TokenReduction& rule, const AttendedBatch& in, std::int64_t batch,
                   std::int64_t tokens, std::int64_t rate) {
  const std::int64_t left = tokens - rate;
  Routes routes{at::empty({batch, tokens}, at::kInt), at::empty({batch, tokens}), at::empty({batch, left})};
  auto* row = routes.row.mutable_data_ptr<std::int32_t>();
  auto *share = routes.share.mutable_data_ptr<float>(), *size = routes.size.mutable_data_ptr<float>();
  const ReductionNeeds needs = rule.needs(1);
  Team alone(1);  // whose caller does everything: torch's threads share it
  const std::size_t matching = whole_lines(needs.matching);
  for_pictures(batch, matching + needs.scratch, [&](std::int64_t b, void* memory) {
    auto* kept = static_cast<std::byte*>(memory);
    const ReductionMemory own{kept + matching, 0, reinterpret_cast<std::int32_t*>(kept), &alone};
    const AttendedTokens picture = in.picture(b);
    rule.match(picture, 1, own);
    rule.shares(picture.size, own, {row + b * tokens, share + b * tokens, size + b * left});
  });
  return routes;
}

}  // namespace

RuleReducer::RuleReducer(const Reducer& reducer, VitConfig config, std::int64_t block)
    : reducer_(reducer), config_(std::move(config)), block_(block) {}

TokenState RuleReducer::reduce(TokenState state, const AttentionView& view, std::int64_t rate) const {
  if (rate == 0) return state;
  check_rate(state.x.size(1), state.prefix, rate);
  if (!state.x.is_cpu())
    throw InputError("reducer '" + reducer_.name + "' runs on the CPU alone", code::kDeviceUnable);
  static const ReducerWeights kNone;
  const AttendedBatch in(state, view);
  const std::int64_t tokens = state.x.size(1);
  const auto rule = reducer_.make({config_, kNone, in.element(), block_, tokens, rate});
  return apply_routes(std::move(state), route_batch(*rule, in, state.x.size(0), tokens, rate));
}

}  // namespace pyra

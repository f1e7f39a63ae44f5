#include "train/adapt_evaluation.h"

#include "train/ranks/sharded.h"

namespace pyra {

AdaptEvaluation::AdaptEvaluation(const AdaptRequest& request, const AdaptSetup& setup,
                                 const AdaptObserver& observer, Ranks& ranks)
    : setup_(setup),
      observer_(observer),
      ranks_(ranks),
      transform_(make_eval_transform(setup.preprocessing)),
      options_(loader_options(request, setup.preprocessing)) {
  options_.shard = shard_of(ranks);
}

Evaluation AdaptEvaluation::validate(const Classify& classify) const {
  // Of several ranks none leaves the others in the midst of it.
  return evaluate_on(*setup_.data.val, classify,
                     ranks_.count() == 1 ? observer_.stop : std::function<bool()>());
}

void AdaptEvaluation::test(const ClassifyAt& classify_at, AdaptOutcome& outcome) const {
  const auto at_rates = [&](const std::vector<std::int64_t>& rates) {
    return evaluate_on(*setup_.data.test, classify_at(rates), observer_.stop);
  };
  outcome.test = at_rates(setup_.schedule.rates);
  if (setup_.elastic_to.empty()) return;
  for (const char* name : {"none", "low"})
    outcome.elsewhere[name] = at_rates(parse_schedule(name, setup_.config).rates);
}

Evaluation AdaptEvaluation::evaluate_on(const Dataset& part, const Classify& classify,
                                        const std::function<bool()>& stop) const {
  return join(
      ranks_,
      evaluate(classify, setup_.config.classes, part, *transform_, options_, observer_.evaluation, stop),
      part);
}

}  // namespace pyra

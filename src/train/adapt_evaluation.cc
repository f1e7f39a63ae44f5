#include "train/adapt_evaluation.h"

#include "tasks/list.h"
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
  Evaluation result =
      evaluate_on(*setup_.data.val, classify, ranks_.count() == 1 ? observer_.stop : std::function<bool()>());
  if (!setup_.scale.empty()) result.loss = scaled_loss(result);
  return result;
}

/// In the units of training, so that both losses are drawn on one axis.
double AdaptEvaluation::scaled_loss(const Evaluation& result) const {
  const Task& task = find_task(setup_.data.val->task);
  const std::size_t outputs = setup_.scale.mean.size();
  const auto scaled = [&](std::span<const float> values) {
    std::vector<float> z;
    for (std::size_t k = 0; k < outputs; ++k)
      z.push_back(static_cast<float>((static_cast<double>(values[k]) - setup_.scale.mean[k]) /
                                     setup_.scale.scale[k]));
    return z;
  };
  double sum = 0;
  for (std::size_t i = 0; i < result.index.size(); ++i) {
    const Sample& sample = setup_.data.val->samples[static_cast<std::size_t>(result.index[i])];
    const std::vector<float> target = scaled(setup_.data.val->target(sample).values);
    const std::vector<float> answer = scaled(std::span(result.kept).subspan(i * outputs, outputs));
    sum += task.loss(answer.data(), result.outputs, {-1, target});
  }
  return sum / static_cast<double>(result.count);
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

#include "train/evaluator.h"

#include <ATen/core/grad_mode.h>

#include <chrono>

#include "pyra/error.h"
#include "train/to_tensor.h"

namespace pyra {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void check_labels(const Dataset& dataset, std::int64_t classes) {
  for (const Sample& sample : dataset.samples) {
    if (sample.label < 0 || sample.label >= classes) {
      throw InputError(sample.path.string() + " has label " + std::to_string(sample.label) + ", but the model has " +
                       std::to_string(classes) + " classes (0 to " + std::to_string(classes - 1) + ")");
    }
  }
}

}  // namespace

void check_finite(const at::Tensor& logits) {
  if (logits.isfinite().all().item<bool>()) return;
  throw InputError("the model answers with NaN or infinity instead of logits: its weights are damaged or too large");
}

Evaluation evaluate(const Vit& model, const Dataset& dataset, const Transform& transform, LoaderOptions options,
                    const EvaluationProgress& progress, const std::function<bool()>& stop) {
  const at::NoGradGuard no_grad;
  check_labels(dataset, model.config().classes);
  const auto start = std::chrono::steady_clock::now();
  Loader loader(dataset, transform, options);
  Evaluation result;
  std::int64_t right = 0, among_five = 0;
  double loss = 0;
  while (auto batch = loader.next()) {
    const at::Tensor images = images_of(*batch, options.height, options.width);
    const at::Tensor labels = labels_of(*batch);
    const auto model_start = std::chrono::steady_clock::now();
    const at::Tensor logits = model.forward(images, Pass{}).logits;
    result.model_seconds += seconds_since(model_start);
    check_finite(logits);  // no comparison below would notice

    // Rank of the truth: classes scored higher, or equal with a lower index. Exact under ties, unlike topk.
    const at::Tensor truth = logits.gather(1, labels.unsqueeze(1));
    const at::Tensor lower = at::arange(logits.size(1)).unsqueeze(0) < labels.unsqueeze(1);
    const at::Tensor rank = ((logits > truth) | ((logits == truth) & lower)).sum(1);
    right += (rank == 0).sum().item<std::int64_t>();
    among_five += (rank < 5).sum().item<std::int64_t>();
    loss += at::cross_entropy_loss(logits, labels, {}, at::Reduction::Sum).item<double>();
    const at::Tensor predicted = std::get<1>(logits.max(1));
    const at::Tensor best = logits.softmax(1).gather(1, predicted.unsqueeze(1)).squeeze(1);
    for (std::int64_t i = 0; i < batch->count; ++i) {
      result.index.push_back(batch->indices[static_cast<std::size_t>(i)]);
      result.label.push_back(batch->labels[static_cast<std::size_t>(i)]);
      result.predicted.push_back(predicted[i].item<std::int64_t>());
      result.probability.push_back(best[i].item<float>());
    }
    result.count += batch->count;
    if (progress) {
      progress(result.count, static_cast<std::int64_t>(dataset.samples.size()),
               100.0 * static_cast<double>(right) / static_cast<double>(result.count));
    }
    if (stop && stop()) throw Interrupted("stopped after " + std::to_string(result.count) + " pictures");
  }
  result.skipped_messages = loader.skipped();
  result.skipped = static_cast<std::int64_t>(result.skipped_messages.size());
  if (result.count == 0) throw InputError("none of the " + std::to_string(dataset.samples.size()) + " pictures could be read");
  result.seconds = seconds_since(start);
  const auto count = static_cast<double>(result.count);
  result.top1 = 100.0 * static_cast<double>(right) / count;
  result.top5 = 100.0 * static_cast<double>(among_five) / count;
  result.loss = loss / count;
  return result;
}

}  // namespace pyra

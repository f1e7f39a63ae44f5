#include "cli/predict_batches.h"

#include "pictures/load/loader_options.h"
#include "pyra/loader.h"

namespace pyra {

void predict_batches(
    const Task& task, const Runner& engine, const Preprocessing& preprocessing,
    const std::vector<std::filesystem::path>& files, int workers,
    const std::function<void(const std::filesystem::path&, const std::vector<float>& answer)>& take,
    const std::function<void(const std::string& message)>& unreadable) {
  constexpr std::int64_t kBatch = 8;  // little is gained by more, and the first answers come sooner
  Dataset dataset;
  for (const auto& file : files) dataset.samples.push_back({file});
  const auto transform = make_eval_transform(preprocessing);
  LoaderOptions options = loader_options(preprocessing, workers, kBatch);
  options.on_corrupt = OnCorrupt::skip;
  Loader loader(dataset, *transform, options);
  const std::int64_t classes = engine.classes();
  std::size_t told = 0;       // unreadable pictures reported so far
  std::int64_t position = 0;  // of the picture whose turn it is
  const auto tell_before = [&](std::int64_t index) {
    const std::vector<std::string> skipped = loader.skipped();
    for (; position < index && told < skipped.size(); ++position) unreadable(skipped[told++]);
  };
  while (const auto batch = loader.next()) {
    std::vector<float> logits(static_cast<std::size_t>(batch->count * classes));
    engine.run(batch->images, batch->count, logits);
    for (std::int64_t i = 0; i < batch->count; ++i) {
      const std::int64_t index = batch->indices[static_cast<std::size_t>(i)];
      tell_before(index);
      take(files[static_cast<std::size_t>(index)], task.answer(logits.data() + i * classes, classes));
      position = index + 1;
    }
  }
  tell_before(static_cast<std::int64_t>(files.size()));
}

}  // namespace pyra

#include "cli/eval_tensors.h"

#include <algorithm>

#include "engine/run_at.h"
#include "pyra/checkpoint.h"
#include "pyra/error.h"

namespace pyra {

std::vector<float> logits_of(const Runner& engine, const std::filesystem::path& tensors, std::int64_t batch) {
  const Checkpoint checkpoint = read_checkpoint(tensors);
  const auto found = checkpoint.tensors.find("images");
  if (found == checkpoint.tensors.end())
    throw InputError(tensors.string() + " has no tensor `images` [B, 3, H, W]");
  const HostTensor& images = found->second;
  const VitConfig& config = engine.config();
  const bool fits = images.shape.size() == 4 && images.shape[0] > 0 && images.shape[1] == 3 &&
                    images.shape[2] == config.image_height && images.shape[3] == config.image_width;
  if (!fits) {
    throw InputError(tensors.string() + ": images is " + images.describe() + ", expected F32 [B, 3, " +
                     std::to_string(config.image_height) + ", " + std::to_string(config.image_width) +
                     "] with B of 1 or more");
  }
  const std::int64_t count = images.shape[0], classes = engine.classes(), numbers = images.elements() / count;
  const std::vector<float> pixels = images.to_float();
  std::vector<float> logits(static_cast<std::size_t>(count * classes));
  for (std::int64_t first = 0; first < count; first += batch) {
    run_at(engine, pixels.data() + first * numbers, std::min(batch, count - first),
           logits.data() + first * classes);
  }
  return logits;
}

LogitsShape write_logits(const Runner& engine, const std::filesystem::path& tensors, std::int64_t batch,
                         const std::filesystem::path& out) {
  const std::vector<float> logits = logits_of(engine, tensors, batch);
  const std::int64_t classes = engine.classes(), count = static_cast<std::int64_t>(logits.size()) / classes;
  write_safetensors(out, {{"logits", make_tensor(logits, {count, classes})}},
                    {{"source", "pyra eval --tensors"}});
  return {count, classes};
}

}  // namespace pyra

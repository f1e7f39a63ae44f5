#include "train/classify.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/run_at.h"
#include "train/deploy.h"

namespace pyra {

Classify classify_with(const Vit& model, std::vector<std::int64_t> rates, at::Device device, bool autocast,
                       OutputScale scale) {
  return [&model, rates = std::move(rates), device, autocast, scale = std::move(scale)](
             const float* images, std::int64_t count, float* logits) {
    const at::NoGradGuard no_grad;
    const VitConfig& config = model.config();
    const at::Tensor input = at::from_blob(const_cast<float*>(images),
                                           {count, 3, config.image_height, config.image_width}, at::kFloat)
                                 .to(device);
    const at::Tensor output =
        model.forward(input, rates, Pass{.autocast = autocast}).logits.to(at::kCPU, at::kFloat).contiguous();
    std::copy_n(output.const_data_ptr<float>(), output.numel(), logits);
    const std::size_t outputs = scale.mean.size();
    for (std::size_t i = 0; !scale.empty() && i < static_cast<std::size_t>(output.numel()); ++i)
      logits[i] = static_cast<float>(scale.mean[i % outputs] +
                                     scale.scale[i % outputs] * static_cast<double>(logits[i]));
  };
}

ClassifyAt classify_by_engine(const AdaptSetup& setup) {
  const auto model = pack_deployed(setup);
  return [model](const std::vector<std::int64_t>& rates) -> Classify {
    const auto engine = std::make_shared<const Engine>(make_engine(model, rates));
    return [engine](const float* images, std::int64_t count, float* logits) {
      run_at(*engine, images, count, logits);
    };
  };
}

}  // namespace pyra

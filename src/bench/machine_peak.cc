#include "bench/machine_peak.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/memory/arena.h"
#include "base/noise.h"
#include "base/threads/processors.h"
#include "base/threads/team.h"
#include "bench/bench_rounds.h"
#include "bench/bench_statistics.h"
#include "engine/cpu/split_product.h"
#include "engine/cuda_library.h"
#include "pyra/error.h"

namespace pyra {
namespace {

constexpr double kSecondsPerShape = 0.004;  // a sweep of ViT-B then takes about a third of a second
constexpr std::int64_t kChunkRows = 512, kMostPictures = 8;

Element element_of(Precision precision) {
  switch (precision) {
    case Precision::f32:
      return Element::f32;
    case Precision::bf16:
      return Element::bf16;
    case Precision::int8:
      return Element::s8;
  }
  throw InputError("unknown precision; known ones are f32, bf16, int8");
}

Arena allocate(std::size_t bytes) {
  Layout layout;
  layout.add(bytes);
  return Arena(layout);
}

Arena random_elements(std::int64_t count, Element element) {
  Arena arena = allocate(static_cast<std::size_t>(count) * element_size(element));
  Noise noise;
  for (std::int64_t i = 0; i < count; ++i) {
    const float value = noise.next();
    if (element == Element::f32) {
      arena.at<float>(0)[i] = value;
    } else if (element == Element::bf16) {
      arena.at<std::uint16_t>(0)[i] =
          static_cast<std::uint16_t>(__builtin_bit_cast(std::uint32_t, value) >> 16);
    } else {
      arena.at<std::int8_t>(0)[i] = static_cast<std::int8_t>(value * 254);
    }
  }
  return arena;
}

struct Case {
  std::size_t weight;
  SplitProduct product;
};

}  // namespace

struct PeakMeter::Impl {
  explicit Impl(int threads) : team(threads > 0 ? threads : usable_processors()) {}

  Precision precision;
  Team team;
  std::vector<PackedWeight> weights;
  std::vector<Case> cases;
  std::vector<PeakShape> shapes;            // [case]
  std::vector<std::vector<double>> gflops;  // [case][sweep]
  std::optional<Arena> input, output, scratch;
  std::size_t scratch_stride = 0;  // of each thread
};

PeakMeter::PeakMeter(const VitConfig& config, std::int64_t largest_batch, Precision precision, int threads)
    : impl_(std::make_unique<Impl>(threads)) {
  const OneOpenMpThread alone;
  const Element element = element_of(precision);
  check_element(element);
  impl_->precision = precision;
  struct Named {
    const char* name;
    std::int64_t out, in;
  };
  const std::array products{Named{"qkv", 3 * config.dim, config.dim}, Named{"proj", config.dim, config.dim},
                            Named{"fc1", config.mlp_up(), config.dim},
                            Named{"fc2", config.dim, config.mlp_dim}};
  std::vector<std::int64_t> rows{config.tokens(), kChunkRows,
                                 config.tokens() * std::clamp<std::int64_t>(largest_batch, 1, kMostPictures)};
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());

  Product::Setting setting;
  setting.output = element == Element::s8 ? Element::s32 : element;
  std::size_t scratch = 0;
  std::int64_t inputs = 0, outputs = 0;
  for (const Named& named : products) {
    const Arena weight = random_elements(named.out * named.in, Element::f32);
    impl_->weights.emplace_back(weight.at<float>(0), named.out, named.in, element);
    for (const std::int64_t count : rows) {
      setting.rows = count;
      impl_->cases.push_back(
          {impl_->weights.size() - 1, SplitProduct(impl_->weights.back(), setting, impl_->team.threads())});
      const SplitProduct& product = impl_->cases.back().product;
      impl_->shapes.push_back({named.name, count, named.in, named.out, product.implementation()});
      scratch = std::max(scratch, product.scratch_bytes());
      inputs = std::max(inputs, count * named.in);
      outputs = std::max(outputs, count * named.out);
    }
  }
  impl_->input = random_elements(inputs, element);
  impl_->output = allocate(static_cast<std::size_t>(outputs) * element_size(setting.output));
  impl_->scratch_stride = whole_lines(scratch);
  impl_->scratch = allocate(impl_->scratch_stride * static_cast<std::size_t>(impl_->team.threads()));
  impl_->gflops.resize(impl_->cases.size());
}

PeakMeter::~PeakMeter() = default;
PeakMeter::PeakMeter(PeakMeter&&) noexcept = default;
PeakMeter& PeakMeter::operator=(PeakMeter&&) noexcept = default;

void PeakMeter::sweep() {
  const OneOpenMpThread alone;
  for (std::size_t i = 0; i < impl_->cases.size(); ++i) {
    const Case& shape = impl_->cases[i];
    const auto call = [&] {
      impl_->team.for_each(shape.product.parts(), [&](std::int64_t part, int thread) {
        shape.product.run(part, impl_->weights[shape.weight], impl_->input->at<void>(0), nullptr,
                          impl_->output->at<void>(0),
                          impl_->scratch->at<void>(static_cast<std::size_t>(thread) * impl_->scratch_stride));
      });
    };
    impl_->gflops[i].push_back(2e-9 * shape.product.macs() / median(time_calls(call, {kSecondsPerShape, 1})));
  }
}

Peak PeakMeter::result() {
  if (impl_->gflops.front().empty()) sweep();
  return peak_of(impl_->precision, impl_->shapes, impl_->gflops);
}

std::unique_ptr<PeakSource> make_peak(const VitConfig& config, const BenchOptions& options,
                                      Precision precision) {
  const std::int64_t largest = *std::max_element(options.batches.begin(), options.batches.end());
  if (options.device.cuda) return cuda_library().make_peak(config, largest, precision, options.device.index);
  return std::make_unique<PeakMeter>(config, largest, precision, options.threads);
}

}  // namespace pyra

#include <algorithm>

#include "base/threads/processors.h"
#include "base/threads/team.h"
#include "methods/tocom/tocom_tensors.h"
#include "pyra/error.h"
#include "pyra/schedule.h"
#include "pyra/tocom.h"

namespace pyra {
namespace {

/// The channels of a ToCom that lead from one rate to another, and in which direction.
struct Pieces {
  std::int64_t first, last;  // [first, last)
  double sign;
};

Pieces pieces_between(const Tocom& tocom, std::int64_t source, std::int64_t target) {
  const auto [low, high] = std::minmax(source, target);
  return {tocom.width() - tocom.rank * high, tocom.width() - tocom.rank * low, target > source ? 1.0 : -1.0};
}

/// rows [first_row, first_row + C) of weight [3C, C] += factor * up[:, pieces] down[pieces, :].
void add_pieces(std::vector<float>& weight, std::int64_t first_row, const HostTensor& down,
                const HostTensor& up, const Pieces& pieces, double factor) {
  const std::vector<float> to_pieces = down.to_float(), from_pieces = up.to_float();
  const std::int64_t width = down.shape[0], channels = down.shape[1];
  Team(usable_processors()).for_each(channels, [&](std::int64_t row, int) {
    std::vector<double> delta(static_cast<std::size_t>(channels), 0.0);
    for (std::int64_t j = pieces.first; j < pieces.last; ++j) {
      const double value = from_pieces[static_cast<std::size_t>(row * width + j)];
      const float* values = to_pieces.data() + j * channels;
      for (std::int64_t c = 0; c < channels; ++c) delta[static_cast<std::size_t>(c)] += value * values[c];
    }
    float* to = weight.data() + (first_row + row) * channels;
    for (std::int64_t c = 0; c < channels; ++c)
      to[c] += static_cast<float>(factor * delta[static_cast<std::size_t>(c)]);
  });
}

void require_same_backbone(const InferenceModel& model, const Tocom& tocom) {
  if (model.config.dim != tocom.config.dim || model.config.depth != tocom.config.depth) {
    throw InputError("the ToCom was made for a backbone of width " + std::to_string(tocom.config.dim) +
                         " and depth " + std::to_string(tocom.config.depth) + ", this model has width " +
                         std::to_string(model.config.dim) + " and depth " +
                         std::to_string(model.config.depth) + "; make one for this backbone with pyra tocom",
                     code::kTocomOther);
  }
  if (model.backbone_fingerprint != tocom.backbone_fingerprint) {
    throw InputError("the ToCom belongs to another backbone.\n  ToCom's: " + tocom.backbone_fingerprint +
                         "\n  model's: " + model.backbone_fingerprint +
                         "\nMake one for this backbone with pyra tocom",
                     code::kTocomOther);
  }
}

void require_in_range(const Tocom& tocom, const char* what, std::int64_t rate) {
  if (rate < 0 || rate > tocom.max_rate) {
    throw InputError(std::string(what) + " r=" + std::to_string(rate) +
                         " is outside the ToCom's range r=0 to r=" + std::to_string(tocom.max_rate) +
                         "; make one for greater rates",
                     code::kTocomRange);
  }
}

}  // namespace

std::string tocom_name(std::int64_t block, char what) {
  return "blocks." + std::to_string(block) + ".attn." + what + "_tocom.adapter_";
}

TensorShapes tocom_shapes(const VitConfig& config, std::int64_t width) {
  TensorShapes shapes;
  for (std::int64_t i = 0; i < config.depth; ++i) {
    for (const char what : {'q', 'v'}) {
      shapes.push_back({tocom_name(i, what) + "down.weight", {width, config.dim}});
      shapes.push_back({tocom_name(i, what) + "up.weight", {config.dim, width}});
    }
  }
  return shapes;
}

std::int64_t uniform_rate(const std::vector<std::int64_t>& rates, const VitConfig& config) {
  const std::int64_t rate = rates.empty() ? 0 : *std::max_element(rates.begin(), rates.end());
  if (rate == 0 ||
      make_schedule("r=" + std::to_string(rate), std::vector(rates.size(), rate), config).rates == rates)
    return rate;
  throw InputError("schedule " + spell_rates(rates) +
                   " is not uniform; ToCom leads from one uniform rate to another (r=" +
                   std::to_string(rate) + " would be)");
}

void compensate(InferenceModel& model, const Tocom& tocom, std::int64_t source_rate, std::int64_t target_rate,
                double scale) {
  require_same_backbone(model, tocom);
  require_in_range(tocom, "the rate that the model was tuned at,", source_rate);
  require_in_range(tocom, "the rate to run at,", target_rate);
  if (source_rate == target_rate) return;
  const Pieces pieces = pieces_between(tocom, source_rate, target_rate);
  const double factor = pieces.sign * (scale < 0 ? tocom.scale : scale);
  for (std::int64_t i = 0; i < model.config.depth; ++i) {
    HostTensor& qkv = model.tensors.at("blocks." + std::to_string(i) + ".attn.qkv.weight");
    std::vector<float> weight = qkv.to_float();
    for (const auto& [what, first_row] :
         {std::pair<char, std::int64_t>{'q', 0}, {'v', 2 * model.config.dim}}) {
      add_pieces(weight, first_row, tocom.tensors.at(tocom_name(i, what) + "down.weight"),
                 tocom.tensors.at(tocom_name(i, what) + "up.weight"), pieces, factor);
    }
    qkv = make_tensor(weight, qkv.shape);
  }
}

}  // namespace pyra

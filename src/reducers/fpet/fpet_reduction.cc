// FPET: see reduce/fpet.h and reducers/fpet/join_checkerboard.h.
#include <algorithm>

#include "base/memory/carver.h"
#include "kernels/small_product.h"
#include "reducers/fpet/join_checkerboard.h"
#include "reducers/reducer.h"
#include "reducers/shared/routed_reduction.h"

namespace pyra {
namespace {

class FpetReduction final : public RoutedReduction {
 public:
  explicit FpetReduction(const ReductionSetting& setting)
      : RoutedReduction(setting),
        grid_{setting.config.image_width / setting.config.patch, setting.config.patches()} {
    if (!setting.has_weights()) return;  // nothing was trained here: the keys as they are
    std::vector<float> down = setting.weight("fpet_down"), up = setting.weight("fpet_up");
    binarise(down.data(), static_cast<std::int64_t>(down.size()), down.data());
    binarise(up.data(), static_cast<std::int64_t>(up.size()), up.data());
    const auto depth = static_cast<std::size_t>(shape_.head_dim), narrow = down.size() / depth;
    width_ = padded(static_cast<std::int64_t>(narrow));
    const auto width = static_cast<std::size_t>(width_);
    down_.assign(depth * width, 0.0F);
    up_.assign(width * depth, 0.0F);
    for (std::size_t w = 0; w < narrow; ++w) {
      for (std::size_t d = 0; d < depth; ++d) {
        down_[d * width + w] = down[w * depth + d];
        up_[w * depth + d] = up[d * narrow + w];
      }
    }
  }
  double match_macs() const override {
    const std::int64_t patches = shape_.tokens - shape_.prefix;
    return static_cast<double>(patches * patches * shape_.head_dim +
                               2 * shape_.tokens * width_ * shape_.head_dim);
  }

 protected:
  std::size_t scratch_bytes() const override { return measured<Parts>(shape_, route_shape(), width_); }
  void route(const AttendedTokens& in, std::int64_t picture, const Routing& to,
             std::byte* scratch) const override {
    const auto at = carved<Parts>(scratch, shape_, route_shape(), width_);
    mean_keys_of(in, picture, at.metric);
    if (width_ > 0) refine(at.metric, reinterpret_cast<float*>(at.rest));
    join_checkerboard(at.metric, shape_.head_dim, route_shape(), grid_, to.row, at.rest);
    route_by_joins(to.row, size_of(in, picture), route_shape(), to);
  }

 private:
  struct Parts {
    float* metric;    // [N, D]
    std::byte* rest;  // hidden rows [N, width], then what join_checkerboard() needs

    static Parts cut(Carver& from, const ReductionShape& s, const RouteShape& route, std::int64_t width) {
      return {.metric = from.take<float>(s.tokens * s.head_dim),
              .rest = from.take_bytes(std::max(static_cast<std::size_t>(s.tokens * width) * sizeof(float),
                                               join_checkerboard_scratch(s.head_dim, route)))};
    }
  };

  /// metric [N, D] += up ReLU(down metric); hidden: N * width floats.
  void refine(float* metric, float* hidden) const {
    const std::int64_t n = shape_.tokens, d = shape_.head_dim;
    small_product({metric, d, 1}, down_.data(), width_, {n, d, width_}, false, hidden, width_);
    for (std::int64_t i = 0; i < n * width_; ++i) hidden[i] = std::max(0.0F, hidden[i]);
    small_product({hidden, width_, 1}, up_.data(), d, {n, width_, d}, true, metric, d);
  }

  PatchGrid grid_;
  std::int64_t width_ = 0;        // padded
  std::vector<float> down_, up_;  // [D, width], [width, D]
};

TensorShapes tensors(const VitConfig& config, const std::vector<std::int64_t>& trained_rates) {
  const std::int64_t depth = config.head_dim(), width = std::max<std::int64_t>(1, depth / 2);
  TensorShapes shapes;
  for (std::size_t i = 0; i < trained_rates.size(); ++i) {
    if (trained_rates[i] == 0) continue;
    const std::string name = "blocks." + std::to_string(i) + ".fpet_";
    shapes.push_back({name + "down", {width, depth}});
    shapes.push_back({name + "up", {depth, width}});
  }
  return shapes;
}

}  // namespace

Reducer fpet_reducer() {
  return {.name = "fpet",
          .doc = "merging across a checkerboard by a metric that learns (FPET)",
          .weights = tensors,
          .make = make_reduction_of<FpetReduction>};
}

}  // namespace pyra

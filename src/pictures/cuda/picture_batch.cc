#include "pictures/cuda/picture_batch.h"

#include <algorithm>
#include <cstring>

#include "base/memory/layout.h"

namespace pyra {
namespace {

constexpr std::size_t kAlignment = 8;

template <typename T>
void put(const std::vector<T>& part, std::uint8_t* to) {
  std::memcpy(to, part.data(), part.size() * sizeof(T));
}

}  // namespace

PictureBatch::PictureBatch(const std::vector<PicturePlan>& plans) : plans_(plans) {
  Layout layout(kAlignment);
  const auto add = [&](const auto& part) {
    return static_cast<std::int64_t>(layout.add(part.size() * sizeof part[0]));
  };
  layout.add(plans.size() * sizeof(GpuPicture));
  for (const PicturePlan& plan : plans) {
    GpuPicture picture{};
    picture.pixels = add(plan.pixels);
    picture.across = add(plan.across.windows);
    picture.across_weights = add(plan.across.weights);
    picture.down = add(plan.down.windows);
    picture.down_weights = add(plan.down.weights);
    picture.between = static_cast<std::int64_t>(scratch_bytes_);
    picture.columns = plan.columns;
    picture.rows = plan.rows;
    picture.lines_first = plan.lines_first ? 1 : 0;
    picture.mirrored = plan.mirrored ? 1 : 0;
    pictures_.push_back(picture);
    const std::size_t between = plan.lines_first
                                    ? static_cast<std::size_t>(plan.columns) * plan.down.windows.size()
                                    : plan.across.windows.size() * static_cast<std::size_t>(plan.rows);
    scratch_bytes_ += 3 * between;
    most_between_ = std::max(most_between_, static_cast<std::int64_t>(between));
  }
  bytes_ = layout.bytes();
}

void PictureBatch::write(std::uint8_t* to) const {
  put(pictures_, to);
  for (std::size_t i = 0; i < pictures_.size(); ++i) {
    const GpuPicture& at = pictures_[i];
    const PicturePlan& plan = plans_[i];
    put(plan.pixels, to + at.pixels);
    put(plan.across.windows, to + at.across);
    put(plan.across.weights, to + at.across_weights);
    put(plan.down.windows, to + at.down);
    put(plan.down.weights, to + at.down_weights);
  }
}

}  // namespace pyra

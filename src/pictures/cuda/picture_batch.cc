#include "pictures/cuda/picture_batch.h"

#include <algorithm>
#include <cstring>

namespace pyra {
namespace {

constexpr std::size_t kAlignment = 8;

/// Bytes one after the other, each part aligned.
class Parts {
 public:
  explicit Parts(std::size_t from) : end_(from) {}
  template <typename T>
  std::int64_t add(const std::vector<T>& part) {
    const std::size_t at = end_;
    end_ += (part.size() * sizeof(T) + kAlignment - 1) / kAlignment * kAlignment;
    return static_cast<std::int64_t>(at);
  }
  std::size_t end() const { return end_; }

 private:
  std::size_t end_;
};

template <typename T>
void put(const std::vector<T>& part, std::uint8_t* to) {
  std::memcpy(to, part.data(), part.size() * sizeof(T));
}

}  // namespace

PictureBatch::PictureBatch(const std::vector<PicturePlan>& plans) : plans_(plans) {
  Parts layout(plans.size() * sizeof(GpuPicture));
  for (const PicturePlan& plan : plans) {
    GpuPicture picture{};
    picture.pixels = layout.add(plan.pixels);
    picture.across = layout.add(plan.across.windows);
    picture.across_weights = layout.add(plan.across.weights);
    picture.down = layout.add(plan.down.windows);
    picture.down_weights = layout.add(plan.down.weights);
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
  bytes_ = layout.end();
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

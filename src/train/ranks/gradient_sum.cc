#include "train/ranks/gradient_sum.h"

#include "train/ranks/device_queue.h"
#include "train/ranks/gradients.h"
#include "train/ranks/nccl_sum.h"

namespace pyra {
namespace {

class NothingToAdd final : public GradientSum {
 public:
  void add(const ParameterList&, std::vector<double>&) override {}
  void settle() override {}
  bool intact() override { return true; }
};

class StoreSum final : public GradientSum {
 public:
  explicit StoreSum(Ranks& ranks) : ranks_(ranks) {}
  void add(const ParameterList& parameters, std::vector<double>& numbers) override {
    sum_gradients(ranks_, parameters, numbers);
  }
  void settle() override {}
  bool intact() override { return true; }

 private:
  Ranks& ranks_;
};

}  // namespace

std::unique_ptr<GradientSum> make_gradient_sum(Ranks& ranks, at::Device device) {
  if (ranks.count() == 1) return std::make_unique<NothingToAdd>();
  if (device.is_cpu()) return std::make_unique<StoreSum>(ranks);
  return std::make_unique<NcclSum>(ranks, loaded_nccl(), queue_of(device));
}

}  // namespace pyra

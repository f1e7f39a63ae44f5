#include "train/ranks/nccl_sum.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <exception>
#include <thread>

namespace pyra {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
constexpr milliseconds kLook{250};

/// Gradients that follow each other in memory.
struct Stretch {
  float* from;
  std::size_t count;
};

std::vector<Stretch> stretches(const std::vector<at::Tensor>& tensors) {
  std::vector<Stretch> found;
  for (const at::Tensor& tensor : tensors) {
    auto* const from = tensor.mutable_data_ptr<float>();
    const auto count = static_cast<std::size_t>(tensor.numel());
    if (!found.empty() && found.back().from + found.back().count == from)
      found.back().count += count;
    else
      found.push_back({from, count});
  }
  return found;
}

/// Sleeps between two looks, briefly at first.
void wait_a_little(Clock::duration waited) {
  std::this_thread::sleep_for(waited < milliseconds(20) ? std::chrono::microseconds(50) : milliseconds(1));
}

}  // namespace

NcclSum::NcclSum(Ranks& ranks, const Nccl& nccl, std::unique_ptr<DeviceQueue> queue, milliseconds farewell)
    : ranks_(ranks), nccl_(nccl), queue_(std::move(queue)), farewell_(farewell) {
  NcclId id{};
  if (ranks_.first()) check(nccl_.get_unique_id(&id), "begin");
  const std::string told = ranks_.broadcast(std::string(id.bytes.data(), id.bytes.size()));
  std::copy_n(told.data(), std::min(told.size(), id.bytes.size()), id.bytes.data());
  wait_for_all(ranks_);  // NCCL waits for a missing rank without end
  check(nccl_.init_rank(&communicator_, ranks_.count(), id, ranks_.rank()),
        "connect the ranks (is there a GPU for every process of this machine?)");
}

NcclSum::~NcclSum() {
  if (communicator_ == nullptr) return;
  if (std::uncaught_exceptions() > 0)
    abort();  // another rank may be gone: a sum with it never ends
  else
    nccl_.destroy(communicator_);
}

void NcclSum::check(int result, const char* what) const {
  if (result != Nccl::kSuccess)
    throw InputError(std::string("NCCL cannot ") + what + ": " + nccl_.error_string(result) +
                     "; NCCL_DEBUG=WARN makes it say more");
}

void NcclSum::agree(const ParameterList& parameters) {
  std::vector<double> has;
  for (const Parameter& parameter : parameters) has.push_back(parameter.tensor.grad().defined() ? 1 : 0);
  wanted_.emplace();
  for (const double ranks : sum(ranks_, has)) wanted_->push_back(ranks > 0);
}

void NcclSum::add(const ParameterList& parameters, std::vector<double>& numbers) {
  const at::NoGradGuard no_grad;
  if (!numbers.empty()) numbers = sum(ranks_, numbers);
  if (!wanted_) agree(parameters);
  std::vector<at::Tensor> gradients;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    at::Tensor& gradient = parameters[i].tensor.mutable_grad();
    if (!wanted_->at(i)) continue;
    gradient = gradient.defined() ? gradient.contiguous()
                                  : at::zeros_like(parameters[i].tensor, at::MemoryFormat::Contiguous);
    gradients.push_back(gradient);
  }
  check(nccl_.group_start(), "begin a sum");
  for (const Stretch& part : stretches(gradients)) {
    check(nccl_.all_reduce(part.from, part.from, part.count, Nccl::kFloat32, Nccl::kSum, communicator_,
                           queue_->stream()),
          "queue a sum");
  }
  check(nccl_.group_end(), "queue a sum");
}

void NcclSum::settle() {
  queue_->mark();
  const auto start = Clock::now();
  auto looked = start;
  while (!queue_->reached()) {
    const auto now = Clock::now();
    wait_a_little(now - start);
    if (now - looked < kLook) continue;
    looked = now;
    ranks_.require_alive();
    int error = Nccl::kSuccess;
    nccl_.async_error(communicator_, &error);
    if (error != Nccl::kSuccess)
      throw RankFailure(std::string("NCCL lost another rank: ") + nccl_.error_string(error));
  }
}

bool NcclSum::intact() {
  if (communicator_ == nullptr) return false;
  queue_->mark();
  const auto start = Clock::now();
  while (Clock::now() - start < farewell_) {
    if (queue_->reached()) return true;
    wait_a_little(Clock::now() - start);
  }
  abort();
  return false;
}

void NcclSum::abort() {
  nccl_.abort(communicator_);
  communicator_ = nullptr;
}

}  // namespace pyra

#include "ops/segment_sum_op.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include "kernels/segment_sum.h"

namespace pyra {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::Variable;
using torch::autograd::variable_list;

const float* weight_of(const at::Tensor& weight, std::int64_t picture, std::int64_t rows) {
  return weight.defined() ? weight.const_data_ptr<float>() + picture * rows : nullptr;
}

at::Tensor sum_batch(const at::Tensor& input, const at::Tensor& segment, const at::Tensor& weight,
                     std::int64_t segments) {
  const at::Tensor values = input.contiguous();
  const std::int64_t batch = values.size(0), rows = values.size(1), channels = values.size(2);
  at::Tensor output = at::empty({batch, segments, channels}, values.options());
  const auto* from = values.const_data_ptr<float>();
  const auto* where = segment.const_data_ptr<std::int32_t>();
  auto* to = output.mutable_data_ptr<float>();
  at::parallel_for(0, batch, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t b = begin; b < end; ++b) {
      segment_sum(from + b * rows * channels, where + b * rows, weight_of(weight, b, rows), rows, segments, channels,
                  to + b * segments * channels);
    }
  });
  return output;
}

at::Tensor gather_batch(const at::Tensor& input, const at::Tensor& index, const at::Tensor& weight) {
  const at::Tensor values = input.contiguous();
  const std::int64_t batch = values.size(0), rows_in = values.size(1), channels = values.size(2);
  const std::int64_t rows = index.size(1);
  at::Tensor output = at::empty({batch, rows, channels}, values.options());
  const auto* from = values.const_data_ptr<float>();
  const auto* where = index.const_data_ptr<std::int32_t>();
  auto* to = output.mutable_data_ptr<float>();
  at::parallel_for(0, batch, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t b = begin; b < end; ++b) {
      gather_rows(from + b * rows_in * channels, where + b * rows, weight_of(weight, b, rows), rows, channels,
                  to + b * rows * channels);
    }
  });
  return output;
}

/// autograd::Function takes no undefined tensor, but an absent one.
using MaybeTensor = std::optional<at::Tensor>;

MaybeTensor contiguous_or_absent(const at::Tensor& tensor) {
  return tensor.defined() ? MaybeTensor(tensor.contiguous()) : std::nullopt;
}

struct SegmentSum : Function<SegmentSum> {
  static Variable forward(AutogradContext* context, const Variable& input, const Variable& segment,
                          const MaybeTensor& maybe_weight, std::int64_t segments) {
    const at::Tensor weight = maybe_weight.value_or(at::Tensor());
    context->save_for_backward({segment, weight});
    return sum_batch(input, segment, weight, segments);
  }
  static variable_list backward(AutogradContext* context, const variable_list& gradient) {
    const auto saved = context->get_saved_variables();
    return {gather_batch(gradient[0], saved[0], saved[1]), Variable(), Variable(), Variable()};
  }
};

struct GatherRows : Function<GatherRows> {
  static Variable forward(AutogradContext* context, const Variable& input, const Variable& index,
                          const MaybeTensor& maybe_weight) {
    const at::Tensor weight = maybe_weight.value_or(at::Tensor());
    context->save_for_backward({index, weight});
    context->saved_data["rows"] = input.size(1);
    return gather_batch(input, index, weight);
  }
  static variable_list backward(AutogradContext* context, const variable_list& gradient) {
    const auto saved = context->get_saved_variables();
    const std::int64_t rows = context->saved_data["rows"].toInt();
    return {sum_batch(gradient[0], saved[0], saved[1], rows), Variable(), Variable()};
  }
};

}  // namespace

at::Tensor segment_sum(const at::Tensor& input, const at::Tensor& segment, const at::Tensor& weight,
                       std::int64_t segments) {
  return SegmentSum::apply(input, segment.contiguous(), contiguous_or_absent(weight), segments);
}

at::Tensor gather_rows(const at::Tensor& input, const at::Tensor& index, const at::Tensor& weight) {
  return GatherRows::apply(input, index.contiguous(), contiguous_or_absent(weight));
}

}  // namespace pyra

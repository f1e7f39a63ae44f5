#include "ops/segment_sum_op.h"

#include <optional>

#include "ops/autograd.h"
#include "ops/token_ops.h"

namespace pyra {
namespace {

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
    return token_ops(input).segment_sum(input, segment, weight, segments);
  }
  static variable_list backward(AutogradContext* context, const variable_list& gradient) {
    const auto saved = context->get_saved_variables();
    return {token_ops(gradient[0]).gather_rows(gradient[0], saved[0], saved[1]), Variable(), Variable(),
            Variable()};
  }
};

struct GatherRows : Function<GatherRows> {
  static Variable forward(AutogradContext* context, const Variable& input, const Variable& index,
                          const MaybeTensor& maybe_weight) {
    const at::Tensor weight = maybe_weight.value_or(at::Tensor());
    context->save_for_backward({index, weight});
    context->saved_data["rows"] = input.size(1);
    return token_ops(input).gather_rows(input, index, weight);
  }
  static variable_list backward(AutogradContext* context, const variable_list& gradient) {
    const auto saved = context->get_saved_variables();
    const std::int64_t rows = context->saved_data["rows"].toInt();
    return {token_ops(gradient[0]).segment_sum(gradient[0], saved[0], saved[1], rows), Variable(),
            Variable()};
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

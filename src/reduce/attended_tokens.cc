#include "reduce/attended_tokens.h"

namespace pyra {
namespace {

/// [..., H, D] whose last two dimensions lie together.
at::Tensor with_whole_heads(const at::Tensor& values) {
  const std::int64_t last = values.dim() - 1;
  const bool whole = values.stride(last) == 1 && values.stride(last - 1) == values.size(last);
  return whole ? values : values.contiguous();
}

const float* floats_or_null(const at::Tensor& values, std::int64_t picture) {
  return values.defined() ? values.const_data_ptr<float>() + picture * values.stride(0) : nullptr;
}

const std::byte* elements(const at::Tensor& values, std::int64_t picture) {
  return static_cast<const std::byte*>(values.const_data_ptr()) +
         static_cast<std::size_t>(picture * values.stride(0)) * values.element_size();
}

}  // namespace

AttendedBatch::AttendedBatch(const TokenState& state, const AttentionView& view)
    : x_(state.x.detach().to(at::kFloat).contiguous()),
      q_(with_whole_heads(view.queries.defined() ? view.queries.transpose(1, 2) : view.q.unsqueeze(1))),
      k_(with_whole_heads(view.k.transpose(1, 2))) {
  if (view.turns.defined()) turns_ = view.turns.contiguous();
  if (!state.size.defined()) return;
  size_ = state.size.contiguous();
  log_size_ = size_.log();
}

AttendedTokens AttendedBatch::picture(std::int64_t index) const {
  return {elements(q_, index),
          0,
          q_.stride(1),
          elements(k_, index),
          k_.stride(1),
          floats_or_null(size_, index),
          floats_or_null(log_size_, index),
          floats_or_null(x_, index),
          {floats_or_null(turns_, turns_.defined() && turns_.size(0) > 1 ? index : 0)}};
}

Element AttendedBatch::element() const {
  return k_.scalar_type() == at::kBFloat16 ? Element::bf16 : Element::f32;
}

}  // namespace pyra

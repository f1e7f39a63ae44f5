#include "ops/attention_op.h"

#include <cmath>
#include <optional>

#include "kernels/attention.h"
#include "ops/autograd.h"
#include "ops/for_pictures.h"
#include "ops/token_ops.h"

namespace pyra {
namespace {

using MaybeTensor = std::optional<at::Tensor>;

/// Where everything lies: q, k, v of head h of picture b within qkv, and the sizes of one head.
struct QkvLayout {
  std::int64_t batch, tokens, dim, heads, queries;
  std::int64_t head_dim() const { return dim / heads; }
  std::int64_t count() const { return batch * heads; }
  std::int64_t in(std::int64_t index) const {
    return index / heads * tokens * 3 * dim + index % heads * head_dim();
  }
  std::int64_t out(std::int64_t index) const {
    return index / heads * queries * dim + index % heads * head_dim();
  }
  AttentionShape shape() const { return {queries, tokens, head_dim()}; }
};

QkvLayout layout_of(const at::Tensor& qkv, std::int64_t heads, std::int64_t queries) {
  return {qkv.size(0), qkv.size(1), qkv.size(2) / 3, heads, queries};
}

/// torch's and the kernels' bf16 are the same 16 bits.
template <class T>
const T* read(const at::Tensor& tensor) {
  return static_cast<const T*>(tensor.const_data_ptr());
}
template <class T>
T* write(const at::Tensor& tensor) {
  return static_cast<T*>(tensor.mutable_data_ptr());
}

template <class T>
AttentionHead<T> head_at(const at::Tensor& qkv, const at::Tensor& log_size, const QkvLayout& layout,
                         std::int64_t index) {
  const T* q = read<T>(qkv) + layout.in(index);
  const float* bias =
      log_size.defined() ? read<float>(log_size) + index / layout.heads * layout.tokens : nullptr;
  const auto scale = static_cast<float>(1.0 / std::sqrt(static_cast<double>(layout.head_dim())));
  return {q, q + layout.dim, q + 2 * layout.dim, 3 * layout.dim, 3 * layout.dim, bias, scale};
}

std::size_t bytes_of(std::int64_t floats) { return static_cast<std::size_t>(floats) * sizeof(float); }

template <class T>
void forward_heads(const at::Tensor& qkv, const at::Tensor& log_size, const QkvLayout& layout,
                   const at::Tensor& out) {
  const std::size_t bytes = bytes_of(attention_scratch(layout.shape()));
  for_pictures(layout.count(), bytes, [&](std::int64_t i, void* scratch) {
    attention(head_at<T>(qkv, log_size, layout, i), layout.shape(), write<T>(out) + layout.out(i), layout.dim,
              static_cast<float*>(scratch));
  });
}

template <class T>
void backward_heads(const at::Tensor& qkv, const at::Tensor& log_size, const QkvLayout& layout,
                    const at::Tensor& upstream, const at::Tensor& gradient) {
  const std::size_t bytes = bytes_of(attention_backward_scratch(layout.shape()));
  for_pictures(layout.count(), bytes, [&](std::int64_t i, void* scratch) {
    T* q = write<T>(gradient) + layout.in(i);
    const AttentionGradient<T> to{q, q + layout.dim, q + 2 * layout.dim, 3 * layout.dim, 3 * layout.dim};
    attention_backward(head_at<T>(qkv, log_size, layout, i), layout.shape(),
                       read<T>(upstream) + layout.out(i), layout.dim, to, static_cast<float*>(scratch));
  });
}

struct AttentionOp : Function<AttentionOp> {
  static Variable forward(AutogradContext* context, const Variable& qkv, const MaybeTensor& maybe_log_size,
                          std::int64_t heads, std::int64_t queries) {
    const at::Tensor log_size = maybe_log_size.value_or(at::Tensor());
    context->save_for_backward({qkv, log_size});
    context->saved_data["heads"] = heads;
    const QkvLayout layout = layout_of(qkv, heads, queries);
    const at::Tensor out = at::empty({layout.batch, queries, layout.dim}, qkv.options());
    const bool bf16 = qkv.scalar_type() == at::kBFloat16;
    bf16 ? forward_heads<Bf16>(qkv, log_size, layout, out) : forward_heads<float>(qkv, log_size, layout, out);
    return out;
  }
  static variable_list backward(AutogradContext* context, const variable_list& gradient) {
    const auto saved = context->get_saved_variables();
    const at::Tensor &qkv = saved[0], &log_size = saved[1], upstream = gradient[0].contiguous();
    const QkvLayout layout = layout_of(qkv, context->saved_data["heads"].toInt(), upstream.size(1));
    const at::Tensor to = at::empty_like(qkv);
    if (layout.queries < layout.tokens) {  // the others' q had no part in it
      to.narrow(1, layout.queries, layout.tokens - layout.queries).narrow(2, 0, layout.dim).zero_();
    }
    const bool bf16 = qkv.scalar_type() == at::kBFloat16;
    bf16 ? backward_heads<Bf16>(qkv, log_size, layout, upstream, to)
         : backward_heads<float>(qkv, log_size, layout, upstream, to);
    return {to, Variable(), Variable(), Variable()};
  }
};

}  // namespace

at::Tensor attention(const at::Tensor& qkv, const at::Tensor& log_size, std::int64_t heads,
                     std::int64_t queries) {
  return token_ops(qkv).attention(qkv, log_size, heads, queries);
}

at::Tensor cpu_attention(const at::Tensor& qkv, const at::Tensor& log_size, std::int64_t heads,
                         std::int64_t queries) {
  return AttentionOp::apply(qkv.contiguous(),
                            log_size.defined() ? MaybeTensor(log_size.contiguous()) : std::nullopt, heads,
                            queries);
}

}  // namespace pyra

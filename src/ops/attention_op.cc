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
  bool turned;
  AttentionShape shape() const { return {queries, tokens, head_dim(), turned}; }
};

/// What attention reads. log_size and turns may be undefined.
struct Operands {
  at::Tensor qkv, log_size, turns;
};

QkvLayout layout_of(const Operands& in, std::int64_t heads, std::int64_t queries) {
  return {in.qkv.size(0), in.qkv.size(1), in.qkv.size(2) / 3, heads, queries, in.turns.defined()};
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
AttentionHead<T> head_at(const Operands& in, const QkvLayout& layout, std::int64_t index) {
  const T* q = read<T>(in.qkv) + layout.in(index);
  const std::int64_t picture = index / layout.heads;
  const float* bias = in.log_size.defined() ? read<float>(in.log_size) + picture * layout.tokens : nullptr;
  const float* turns = nullptr;
  if (layout.turned) {
    const std::int64_t own = in.turns.size(0) > 1 ? picture : 0;
    turns = read<float>(in.turns) + own * layout.tokens * layout.head_dim();
  }
  const auto scale = static_cast<float>(1.0 / std::sqrt(static_cast<double>(layout.head_dim())));
  return {q, q + layout.dim, q + 2 * layout.dim, 3 * layout.dim, 3 * layout.dim, bias, scale, turns, turns};
}

std::size_t bytes_of(std::int64_t floats) { return static_cast<std::size_t>(floats) * sizeof(float); }

template <class T>
void forward_heads(const Operands& in, const QkvLayout& layout, const at::Tensor& out) {
  const std::size_t bytes = bytes_of(attention_scratch(layout.shape()));
  for_pictures(layout.count(), bytes, [&](std::int64_t i, void* scratch) {
    attention(head_at<T>(in, layout, i), layout.shape(), write<T>(out) + layout.out(i), layout.dim,
              static_cast<float*>(scratch));
  });
}

template <class T>
void backward_heads(const Operands& in, const QkvLayout& layout, const at::Tensor& upstream,
                    const at::Tensor& gradient) {
  const std::size_t bytes = bytes_of(attention_backward_scratch(layout.shape()));
  for_pictures(layout.count(), bytes, [&](std::int64_t i, void* scratch) {
    T* q = write<T>(gradient) + layout.in(i);
    const AttentionGradient<T> to{q, q + layout.dim, q + 2 * layout.dim, 3 * layout.dim, 3 * layout.dim};
    attention_backward(head_at<T>(in, layout, i), layout.shape(), read<T>(upstream) + layout.out(i),
                       layout.dim, to, static_cast<float*>(scratch));
  });
}

struct AttentionOp : Function<AttentionOp> {
  static Variable forward(AutogradContext* context, const Variable& qkv, const MaybeTensor& log_size,
                          const MaybeTensor& turns, std::int64_t heads, std::int64_t queries) {
    const Operands in{qkv, log_size.value_or(at::Tensor()), turns.value_or(at::Tensor())};
    context->save_for_backward({in.qkv, in.log_size, in.turns});
    context->saved_data["heads"] = heads;
    const QkvLayout layout = layout_of(in, heads, queries);
    const at::Tensor out = at::empty({layout.batch, queries, layout.dim}, qkv.options());
    const bool bf16 = qkv.scalar_type() == at::kBFloat16;
    bf16 ? forward_heads<Bf16>(in, layout, out) : forward_heads<float>(in, layout, out);
    return out;
  }
  static variable_list backward(AutogradContext* context, const variable_list& gradient) {
    const auto saved = context->get_saved_variables();
    const Operands in{saved[0], saved[1], saved[2]};
    const at::Tensor &qkv = in.qkv, upstream = gradient[0].contiguous();
    const QkvLayout layout = layout_of(in, context->saved_data["heads"].toInt(), upstream.size(1));
    const at::Tensor to = at::empty_like(qkv);
    if (layout.queries < layout.tokens) {  // the others' q had no part in it
      to.narrow(1, layout.queries, layout.tokens - layout.queries).narrow(2, 0, layout.dim).zero_();
    }
    const bool bf16 = qkv.scalar_type() == at::kBFloat16;
    bf16 ? backward_heads<Bf16>(in, layout, upstream, to) : backward_heads<float>(in, layout, upstream, to);
    return {to, Variable(), Variable(), Variable(), Variable()};
  }
};

}  // namespace

at::Tensor attention(const at::Tensor& qkv, const at::Tensor& log_size, std::int64_t heads,
                     std::int64_t queries, const at::Tensor& turns) {
  return token_ops(qkv).attention(qkv, log_size, heads, queries, turns);
}

at::Tensor cpu_attention(const at::Tensor& qkv, const at::Tensor& log_size, std::int64_t heads,
                         std::int64_t queries, const at::Tensor& turns) {
  const auto given = [](const at::Tensor& tensor) {
    return tensor.defined() ? MaybeTensor(tensor.contiguous()) : std::nullopt;
  };
  return AttentionOp::apply(qkv.contiguous(), given(log_size), given(turns), heads, queries);
}

}  // namespace pyra

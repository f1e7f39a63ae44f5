#include <cmath>

#include "kernels/attention.h"
#include "kernels/attention_reference.h"
#include "kernels/kernel_cases.h"
#include "kernels/turn_reference.h"

namespace pyra::testing {
namespace {

struct AttentionCase {
  AttentionShape shape;
  std::int64_t padding;  // elements between the end of a row and the next
  bool sized;
  float spread;  // of q and k: large ones make the softmax steep
};

/// q, k, v in buffers of their own whose rows are `padding` longer than D.
struct Operands {
  Floats q, k, v, log_size;
  Floats query_turns, key_turns;  // of a turned shape
  std::int64_t row;

  Operands(const AttentionCase& c, unsigned seed)
      : q(random_floats(c.shape.queries * (c.shape.head_dim + c.padding), seed)),
        k(random_floats(c.shape.keys * (c.shape.head_dim + c.padding), seed + 1)),
        v(random_floats(c.shape.keys * (c.shape.head_dim + c.padding), seed + 2)),
        row(c.shape.head_dim + c.padding) {
    for (float& value : q) value *= c.spread;
    for (float& value : k) value *= c.spread;
    if (c.shape.turned) {
      query_turns = random_turns(c.shape.queries, c.shape.head_dim, seed + 4);
      key_turns = random_turns(c.shape.keys, c.shape.head_dim, seed + 5);
    }
    if (!c.sized) return;
    for (const float size : random_sizes(c.shape.keys, seed + 3)) log_size.push_back(std::log(size));
  }

  template <typename T>
  AttentionHead<T> head(const T* queries, const T* keys, const T* values, const AttentionShape& shape) const {
    return {queries,
            keys,
            values,
            row,
            row,
            log_size.empty() ? nullptr : log_size.data(),
            1 / std::sqrt(static_cast<float>(shape.head_dim)),
            query_turns.data(),
            key_turns.data()};
  }
};

Floats expected_of(const AttentionCase& c, const Operands& from) {
  Floats out(static_cast<std::size_t>(c.shape.queries * c.shape.head_dim)), q = from.q, k = from.k;
  if (c.shape.turned) {
    q = turned_reference(q, from.row, c.shape.head_dim, from.query_turns, 1);
    k = turned_reference(k, from.row, c.shape.head_dim, from.key_turns, 1);
  }
  attention_reference(from.head(q.data(), k.data(), from.v.data(), c.shape), c.shape, out.data(),
                      c.shape.head_dim);
  return out;
}

void check_f32(const AttentionCase& c, unsigned seed, const Kernels& kernels) {
  const Operands from(c, seed);
  Floats out(static_cast<std::size_t>(c.shape.queries * c.shape.head_dim));
  const Scratch scratch(static_cast<std::size_t>(attention_scratch(c.shape)) * sizeof(float));
  kernels.attention_f32(from.head(from.q.data(), from.k.data(), from.v.data(), c.shape), c.shape, out.data(),
                        c.shape.head_dim, scratch.floats());
  expect_close(out, expected_of(c, from), 5e-6 * static_cast<double>(1 + c.spread * c.spread), "out");
}

void check_bf16(const AttentionCase& c, unsigned seed, const Kernels& kernels) {
  Operands from(c, seed);
  const std::vector<Bf16> q = to_bf16(from.q), k = to_bf16(from.k), v = to_bf16(from.v);
  from.q = from_bf16(q), from.k = from_bf16(k), from.v = from_bf16(v);
  std::vector<Bf16> out(static_cast<std::size_t>(c.shape.queries * c.shape.head_dim));
  const Scratch scratch(static_cast<std::size_t>(attention_scratch(c.shape)) * sizeof(float));
  kernels.attention_bf16(from.head(q.data(), k.data(), v.data(), c.shape), c.shape, out.data(),
                         c.shape.head_dim, scratch.floats());
  expect_close(from_bf16(out), expected_of(c, from), 2e-2, "out");
}

}  // namespace

void add_attention_cases(KernelCases& cases) {
  const auto add = [&](const std::string& name, const AttentionCase& c) {
    const auto seed = static_cast<unsigned>(cases.size());
    const AttentionShape& s = c.shape;
    const std::string full = name + " M=" + std::to_string(s.queries) + " N=" + std::to_string(s.keys) +
                             " D=" + std::to_string(s.head_dim) + (c.sized ? " sized" : "") +
                             (s.turned ? " turned" : "");
    cases.push_back({"attention f32 " + full, [=](const Kernels& kernels) { check_f32(c, seed, kernels); }});
    cases.push_back(
        {"attention bf16 " + full, [=](const Kernels& kernels) { check_bf16(c, seed, kernels); }});
  };
  for (const bool sized : {false, true}) {
    add("dense", {{50, 50, 64}, 0, sized, 1});
    add("ViT-B", {{197, 197, 64}, 3 * 768 - 64, sized, 1});
    add("prefix rows only", {{2, 157, 64}, 0, sized, 1});
  }
  for (const std::int64_t head_dim : {1, 3, 5, 12, 24, 32, 48, 72, 80, 96})
    add("any width", {{27, 33, head_dim}, 7, true, 1});
  for (const std::int64_t keys : {1, 2, 15, 16, 17, 95, 96, 97, 193})
    add("any count", {{keys, keys, 16}, 0, true, 1});
  for (const std::int64_t head_dim : {2, 4, 12, 24, 32, 34, 48, 64, 72, 80, 128})
    add("turned", {{27, 33, head_dim, true}, 6, head_dim % 3 == 0, 1});
  add("turned", {{2, 157, 64, true}, 3 * 768 - 64, true, 1});
  add("one token", {{1, 1, 64}, 0, false, 1});
  add("steep", {{40, 40, 32}, 0, false, 6});
}

}  // namespace pyra::testing

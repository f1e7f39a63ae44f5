#include <algorithm>
#include <cmath>

#include "kernels/kernel_cases.h"
#include "kernels/turn_reference.h"
#include "reducers/shared/received_attention.h"

namespace pyra::testing {
namespace {

struct Shape {
  std::int64_t tokens, heads, head_dim, row;
  bool sizes, turned = false;
};

/// Each head of every row turned.
Floats turned(const Floats& from, const Floats& turns, const Shape& s) {
  Floats rows = from;
  for (std::int64_t h = 0; s.turned && h < s.heads; ++h) {
    Floats head;
    for (std::int64_t i = 0; i < s.tokens; ++i) {
      const auto first = rows.begin() + i * s.row + h * s.head_dim;
      head.insert(head.end(), first, first + s.head_dim);
    }
    head = turned_reference(head, s.head_dim, s.head_dim, turns, 1);
    for (std::int64_t i = 0; i < s.tokens; ++i)
      std::copy_n(head.begin() + i * s.head_dim, s.head_dim, rows.begin() + i * s.row + h * s.head_dim);
  }
  return rows;
}

/// In doubles, query by query.
Floats expected(const Floats& q, const Floats& k, const Shape& s, const Floats& size) {
  const auto at = [](const Floats& rows, std::int64_t index) {
    return static_cast<double>(rows[static_cast<std::size_t>(index)]);
  };
  double all = 0;
  for (const float one : size) all += static_cast<double>(one);
  std::vector<double> mean(static_cast<std::size_t>(s.tokens), 0.0);
  for (std::int64_t h = 0; h < s.heads; ++h) {
    for (std::int64_t i = 0; i < s.tokens; ++i) {
      std::vector<double> weight;
      double total = 0;
      for (std::int64_t j = 0; j < s.tokens; ++j) {
        double logit = 0;
        for (std::int64_t d = h * s.head_dim; d < (h + 1) * s.head_dim; ++d)
          logit += at(q, i * s.row + d) * at(k, j * s.row + d);
        weight.push_back(at(size, j) * std::exp(logit / std::sqrt(static_cast<double>(s.head_dim))));
        total += weight.back();
      }
      for (std::size_t j = 0; j < mean.size(); ++j)
        mean[j] += at(size, i) / all * weight[j] / total / static_cast<double>(s.heads);
    }
  }
  return {mean.begin(), mean.end()};
}

}  // namespace

void add_received_attention_cases(KernelCases& cases) {
  for (const Shape s : {Shape{197, 12, 64, 3 * 768, true},
                        {196, 3, 64, 192, false},
                        {13, 2, 17, 100, true},
                        {1, 1, 1, 1, false},
                        {24, 4, 8, 32, true},
                        {25, 2, 80, 480, false},
                        {33, 3, 64, 3 * 192, true, true},
                        {9, 2, 12, 24, false, true}}) {
    const std::string shape = "N=" + std::to_string(s.tokens) + " H=" + std::to_string(s.heads) +
                              " D=" + std::to_string(s.head_dim) + (s.turned ? " turned" : "");
    const auto seed = static_cast<unsigned>(cases.size());
    const auto check = [=](const auto& q, const auto& k, const Floats& exact_q, const Floats& exact_k,
                           auto kernel) {
      const Floats size =
          s.sizes ? random_sizes(s.tokens, seed + 2) : Floats(static_cast<std::size_t>(s.tokens), 1);
      const Floats turns = random_turns(s.tokens, s.head_dim, seed + 3);
      Floats log_size, attention(size.size());
      for (const float one : size) log_size.push_back(std::log(one));
      const AttentionShape attended{s.tokens, s.tokens, s.head_dim};
      const Scratch scratch(received_attention_scratch(attended));
      kernel({q.data(), k.data(), s.row, s.row, s.sizes ? size.data() : nullptr,
              s.sizes ? log_size.data() : nullptr, s.turned ? turns.data() : nullptr},
             attended, s.heads, attention.data(), scratch.get());
      expect_close(attention, expected(turned(exact_q, turns, s), turned(exact_k, turns, s), s, size), 2e-6,
                   "received attention");
    };
    cases.push_back({"received_attention f32 " + shape, [=](const Kernels& kernels) {
                       const Floats q = random_floats(s.tokens * s.row, seed),
                                    k = random_floats(s.tokens * s.row, seed + 1);
                       check(q, k, q, k, kernels.received_attention_f32);
                     }});
    cases.push_back({"received_attention bf16 " + shape, [=](const Kernels& kernels) {
                       const auto q = to_bf16(random_floats(s.tokens * s.row, seed)),
                                  k = to_bf16(random_floats(s.tokens * s.row, seed + 1));
                       check(q, k, from_bf16(q), from_bf16(k), kernels.received_attention_bf16);
                     }});
  }
}

}  // namespace pyra::testing

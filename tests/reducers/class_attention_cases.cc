#include <cmath>

#include "kernels/kernel_cases.h"
#include "kernels/turn_reference.h"
#include "reducers/shared/class_attention.h"

namespace pyra::testing {
namespace {

struct Shape {
  std::int64_t tokens, heads, head_dim, row;
  bool sizes;
  bool turned = false;
};

Floats expected(const Floats& q, const Floats& k, const Shape& s, const Floats& log_size) {
  std::vector<double> mean(static_cast<std::size_t>(s.tokens), 0.0);
  for (std::int64_t h = 0; h < s.heads; ++h) {
    std::vector<double> weight;
    double total = 0;
    for (std::int64_t j = 0; j < s.tokens; ++j) {
      double logit = 0;
      for (std::int64_t d = h * s.head_dim; d < (h + 1) * s.head_dim; ++d) {
        logit +=
            static_cast<double>(q[static_cast<std::size_t>(d)]) * k[static_cast<std::size_t>(j * s.row + d)];
      }
      weight.push_back(std::exp(logit / std::sqrt(static_cast<double>(s.head_dim)) +
                                (s.sizes ? log_size[static_cast<std::size_t>(j)] : 0)));
      total += weight.back();
    }
    for (std::size_t j = 0; j < mean.size(); ++j) mean[j] += weight[j] / total / static_cast<double>(s.heads);
  }
  return {mean.begin(), mean.end()};
}

void turn_head(Floats& k, const Floats& turns, const Shape& s, std::int64_t head) {
  Floats columns;
  const auto at = [&](std::int64_t j, std::int64_t d) {
    return static_cast<std::size_t>(j * s.row + head * s.head_dim + d);
  };
  for (std::int64_t j = 0; j < s.tokens; ++j)
    for (std::int64_t d = 0; d < s.head_dim; ++d) columns.push_back(k[at(j, d)]);
  const Floats turned = turned_reference(columns, s.head_dim, s.head_dim, turns, 1);
  for (std::int64_t j = 0; j < s.tokens; ++j)
    for (std::int64_t d = 0; d < s.head_dim; ++d)
      k[at(j, d)] = turned[static_cast<std::size_t>(j * s.head_dim + d)];
}

}  // namespace

void add_class_attention_cases(KernelCases& cases) {
  for (const Shape s : {Shape{197, 12, 64, 3 * 768, true},
                        {197, 3, 64, 192, false},
                        {13, 2, 17, 100, true},
                        {1, 1, 1, 1, false},
                        {16, 4, 8, 32, true},
                        {33, 3, 64, 3 * 192, true, true},
                        {9, 2, 12, 24, false, true},
                        {21, 1, 80, 80, true, true}}) {
    const std::string shape = "N=" + std::to_string(s.tokens) + " H=" + std::to_string(s.heads) +
                              " D=" + std::to_string(s.head_dim) + (s.turned ? " turned" : "");
    const auto seed = static_cast<unsigned>(cases.size());
    const auto check = [=](const auto& q, const auto& k, const Floats& exact_q, const Floats& exact_k,
                           auto kernel) {
      const Floats log_size = random_floats(s.tokens, seed + 2),
                   turns = random_turns(s.tokens, s.head_dim, seed + 3);
      Floats turned_k = exact_k;
      for (std::int64_t h = 0; s.turned && h < s.heads; ++h) turn_head(turned_k, turns, s, h);
      Floats attention(static_cast<std::size_t>(s.tokens)), scratch(attention.size());
      kernel(q.data(), k.data(), s.row, AttentionShape{1, s.tokens, s.head_dim}, s.heads,
             s.sizes ? log_size.data() : nullptr, s.turned ? turns.data() : nullptr, attention.data(),
             scratch.data());
      expect_close(attention, expected(exact_q, turned_k, s, log_size), 1e-6, "class attention");
    };
    cases.push_back({"class_attention f32 " + shape, [=](const Kernels& kernels) {
                       const Floats q = random_floats(s.heads * s.head_dim, seed),
                                    k = random_floats(s.tokens * s.row, seed + 1);
                       check(q, k, q, k, kernels.class_attention_f32);
                     }});
    cases.push_back({"class_attention bf16 " + shape, [=](const Kernels& kernels) {
                       const auto q = to_bf16(random_floats(s.heads * s.head_dim, seed)),
                                  k = to_bf16(random_floats(s.tokens * s.row, seed + 1));
                       check(q, k, from_bf16(q), from_bf16(k), kernels.class_attention_bf16);
                     }});
  }
}

}  // namespace pyra::testing

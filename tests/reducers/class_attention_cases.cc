#include <cmath>

#include "kernels/kernel_cases.h"
#include "reducers/shared/class_attention.h"

namespace pyra::testing {
namespace {

struct Shape {
  std::int64_t tokens, heads, head_dim, row;
  bool sizes;
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

}  // namespace

void add_class_attention_cases(KernelCases& cases) {
  for (const Shape s : {Shape{197, 12, 64, 3 * 768, true},
                        {197, 3, 64, 192, false},
                        {13, 2, 17, 100, true},
                        {1, 1, 1, 1, false},
                        {16, 4, 8, 32, true}}) {
    const std::string shape = "N=" + std::to_string(s.tokens) + " H=" + std::to_string(s.heads) +
                              " D=" + std::to_string(s.head_dim);
    const auto seed = static_cast<unsigned>(cases.size());
    const auto check = [=](const auto& q, const auto& k, const Floats& exact_q, const Floats& exact_k,
                           auto kernel) {
      const Floats log_size = random_floats(s.tokens, seed + 2);
      Floats attention(static_cast<std::size_t>(s.tokens)), scratch(attention.size());
      kernel(q.data(), k.data(), s.row, AttentionShape{1, s.tokens, s.head_dim}, s.heads,
             s.sizes ? log_size.data() : nullptr, attention.data(), scratch.data());
      expect_close(attention, expected(exact_q, exact_k, s, log_size), 1e-6, "class attention");
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

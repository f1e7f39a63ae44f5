#include "kernels/kernel_cases.h"
#include "reducers/mean_keys_reference.h"
#include "reducers/shared/mean_keys.h"

namespace pyra::testing {

void add_mean_keys_cases(KernelCases& cases) {
  struct Shape {
    std::int64_t tokens, heads, head_dim, row;
  };
  // Keys inside a [N, 3 C] buffer, dense, of one head, and widths that are no whole vectors.
  for (const Shape s : {Shape{197, 12, 64, 3 * 768},
                        {13, 3, 64, 192},
                        {5, 1, 8, 8},
                        {7, 4, 24, 3 * 96},
                        {6, 5, 17, 100},
                        {3, 2, 80, 160},
                        {1, 1, 1, 1}}) {
    const std::string shape = "N=" + std::to_string(s.tokens) + " H=" + std::to_string(s.heads) +
                              " D=" + std::to_string(s.head_dim) + " row=" + std::to_string(s.row);
    const auto seed = static_cast<unsigned>(cases.size());
    const auto expected_of = [s](const auto* k) {
      Floats metric(static_cast<std::size_t>(s.tokens * s.head_dim));
      mean_keys_reference(k, s.row, s.tokens, s.heads, s.head_dim, metric.data());
      return metric;
    };
    cases.push_back({"mean_keys f32 " + shape, [=](const Kernels& kernels) {
                       const Floats k = random_floats(s.tokens * s.row, seed);
                       Floats metric(static_cast<std::size_t>(s.tokens * s.head_dim));
                       kernels.mean_keys_f32(k.data(), s.row, s.tokens, s.heads, s.head_dim, metric.data());
                       expect_close(metric, expected_of(k.data()), 1e-6, "metric");
                     }});
    cases.push_back({"mean_keys bf16 " + shape, [=](const Kernels& kernels) {
                       const std::vector<Bf16> k = to_bf16(random_floats(s.tokens * s.row, seed));
                       Floats metric(static_cast<std::size_t>(s.tokens * s.head_dim));
                       kernels.mean_keys_bf16(k.data(), s.row, s.tokens, s.heads, s.head_dim, metric.data());
                       expect_close(metric, expected_of(k.data()), 1e-6,
                                    "metric");  // the inputs are rounded, the sums are not
                     }});
  }
}

}  // namespace pyra::testing

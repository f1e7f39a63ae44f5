#include "kernels/attention_reference.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace pyra {

void attention_reference(const AttentionHead<float>& head, const AttentionShape& shape, float* out,
                         std::int64_t out_row) {
  const auto product = [](double x, double y) { return x * y; };
  for (std::int64_t i = 0; i < shape.queries; ++i) {
    std::vector<double> weight(static_cast<std::size_t>(shape.keys));
    double highest = -std::numeric_limits<double>::infinity(), total = 0;
    for (std::int64_t j = 0; j < shape.keys; ++j) {
      double logit = 0;
      for (std::int64_t d = 0; d < shape.head_dim; ++d)
        logit += product(head.q[i * head.q_row + d], head.k[j * head.kv_row + d]);
      logit = logit * static_cast<double>(head.scale) +
              (head.log_size != nullptr ? static_cast<double>(head.log_size[j]) : 0.0);
      weight[static_cast<std::size_t>(j)] = logit;
      highest = std::max(highest, logit);
    }
    for (double& w : weight) total += w = std::exp(w - highest);
    for (std::int64_t d = 0; d < shape.head_dim; ++d) {
      double mixed = 0;
      for (std::int64_t j = 0; j < shape.keys; ++j)
        mixed += product(weight[static_cast<std::size_t>(j)], head.v[j * head.kv_row + d]);
      out[i * out_row + d] = static_cast<float>(mixed / total);
    }
  }
}

}  // namespace pyra

#include "reducers/mean_keys_reference.h"

#include "base/bf16_convert.h"

namespace pyra {

template <typename T>
void mean_keys_reference(const T* k, std::int64_t row, std::int64_t tokens, std::int64_t heads,
                         std::int64_t head_dim, float* metric) {
  for (std::int64_t i = 0; i < tokens; ++i) {
    for (std::int64_t d = 0; d < head_dim; ++d) {
      double sum = 0;
      for (std::int64_t h = 0; h < heads; ++h)
        sum += static_cast<double>(to_float(k[i * row + h * head_dim + d]));
      metric[i * head_dim + d] = static_cast<float>(sum / static_cast<double>(heads));
    }
  }
}

template void mean_keys_reference(const float*, std::int64_t, std::int64_t, std::int64_t, std::int64_t,
                                  float*);
template void mean_keys_reference(const Bf16*, std::int64_t, std::int64_t, std::int64_t, std::int64_t,
                                  float*);

}  // namespace pyra

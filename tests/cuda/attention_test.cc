// Attention on the GPU against plain code in double precision, both types.
#include "kernels/cuda/attention.h"

#include <gtest/gtest.h>

#include <cmath>

#include "cuda/device.h"
#include "kernels/attention.h"
#include "kernels/attention_reference.h"
#include "kernels/kernel_cases.h"
#include "pyra/error.h"

namespace pyra::testing {
namespace {

struct AttentionCase {
  std::int64_t pictures, heads, queries, keys, head_dim;
  bool sized;
  float spread = 1;  // of q and k: large ones make the softmax steep
};
void PrintTo(const AttentionCase& c, std::ostream* out) {
  *out << "M=" << c.queries << " N=" << c.keys << " D=" << c.head_dim << (c.sized ? " sized" : "");
}

class CudaAttention : public NeedsDevice, public ::testing::WithParamInterface<AttentionCase> {};

/// q apart as for prefix rows, k and v side by side as in a fused projection.
template <typename T>
void check(const AttentionCase& c, double tolerance) {
  const std::int64_t dim = c.heads * c.head_dim, kv_row = 2 * dim;
  Floats q = random_floats(c.pictures * c.queries * dim, 1),
         kv = random_floats(c.pictures * c.keys * kv_row, 2), log_size;
  for (float& value : q) value *= c.spread;
  q = rounded<T>(q), kv = rounded<T>(kv);
  for (const float size : c.sized ? random_sizes(c.pictures * c.keys, 3) : Floats())
    log_size.push_back(std::log(size));
  const cuda::DeviceArray<T> on_q = upload<T>(q), on_kv = upload<T>(kv), out(q.size());
  const cuda::DeviceArray<float> bias(log_size);
  const float scale = 1 / std::sqrt(static_cast<float>(c.head_dim));
  cuda::attention<T>({on_q.get(), on_kv.get(), on_kv.get() + dim, dim, kv_row, bias.get(), scale},
                     {c.pictures, c.heads, c.queries, c.keys, c.head_dim}, out.get(), dim, nullptr);
  Floats expected(q.size());
  for (std::int64_t p = 0; p < c.pictures; ++p) {
    for (std::int64_t h = 0; h < c.heads; ++h) {
      const float* k = kv.data() + p * c.keys * kv_row + h * c.head_dim;
      const std::int64_t at = p * c.queries * dim + h * c.head_dim;
      const AttentionHead<float> head{
          q.data() + at, k, k + dim, dim, kv_row, c.sized ? log_size.data() + p * c.keys : nullptr, scale};
      attention_reference(head, {c.queries, c.keys, c.head_dim}, expected.data() + at, dim);
    }
  }
  expect_close(floats(download(out)), expected, tolerance, "out");
}

TEST_P(CudaAttention, Float32AgreesWithPlainCode) {
  check<float>(GetParam(), 5e-6 * static_cast<double>(1 + GetParam().spread));
}

TEST_P(CudaAttention, Bf16AgreesWithPlainCode) {
  if (GetParam().head_dim % 16 != 0) GTEST_SKIP() << "refused in bf16";
  check<__nv_bfloat16>(GetParam(), 2e-2);
}

INSTANTIATE_TEST_SUITE_P(
    small, CudaAttention,
    ::testing::Values(AttentionCase{1, 1, 5, 5, 16, false}, AttentionCase{2, 2, 17, 17, 32, true},
                      AttentionCase{1, 1, 1, 1, 64, false}, AttentionCase{2, 3, 1, 40, 64, true},
                      AttentionCase{1, 2, 2, 129, 64, true}, AttentionCase{1, 1, 64, 64, 64, true},
                      AttentionCase{1, 1, 65, 65, 48, true}, AttentionCase{1, 1, 66, 63, 80, false},
                      AttentionCase{1, 1, 16, 70, 96, true}, AttentionCase{1, 1, 9, 9, 112, true},
                      AttentionCase{1, 1, 20, 70, 128, true}, AttentionCase{1, 2, 33, 33, 12, true},
                      AttentionCase{1, 1, 40, 40, 32, false, 6}));
INSTANTIATE_TEST_SUITE_P(ViTsOwnShape, CudaAttention,
                         ::testing::Values(AttentionCase{1, 2, 197, 197, 64, true}));

class CudaAttentionUse : public NeedsDevice {};

TEST_F(CudaAttentionUse, RefusesHeadsThatDoNotFit) {
  EXPECT_THROW(cuda::attention<__nv_bfloat16>({}, {1, 1, 1, 1, 40}, nullptr, 40, nullptr), InputError);
  EXPECT_THROW(cuda::attention<float>({}, {1, 1, 1, 1, 132}, nullptr, 132, nullptr), InputError);
}

}  // namespace
}  // namespace pyra::testing

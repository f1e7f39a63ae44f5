// Activations on torch's tensors, in double, against their formulas: values and gradients.
#include "ops/activate.h"

#include <gtest/gtest.h>

#include "model/tiny_vit.h"
#include "support/activations.h"

namespace pyra {
namespace {

TEST(Activate, IsTheFormulaWithItsGradient) {
  const at::Tensor z = (3 * testing::normal({500}, 5)).to(at::kDouble).requires_grad_();
  const auto* at_z = z.const_data_ptr<double>();
  for (const Activation activation : activations()) {
    SCOPED_TRACE(activation_name(activation));
    z.mutable_grad() = at::Tensor();
    const at::Tensor y = activate(z, activation);
    y.sum().backward();
    for (std::int64_t i = 0; i < z.numel(); ++i) {
      ASSERT_NEAR(y.const_data_ptr<double>()[i], testing::activation_at(activation, at_z[i]), 1e-12);
      ASSERT_NEAR(z.grad().const_data_ptr<double>()[i], testing::slope_at(activation, at_z[i]), 1e-8);
    }
  }
}

}  // namespace
}  // namespace pyra

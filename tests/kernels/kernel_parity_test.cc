// Every row of the table of kernel cases with every instruction set that this machine runs.
#include <gtest/gtest.h>

#include <cctype>

#include "kernels/kernel_cases.h"

namespace pyra {
namespace {

using testing::KernelCase;
using Cell = std::tuple<Isa, KernelCase>;

class KernelParity : public ::testing::TestWithParam<Cell> {};

TEST_P(KernelParity, AgreesWithPlainCode) {
  const auto& [isa, row] = GetParam();
  row.check(testing::Kernels(isa));
}

std::string name_of(const ::testing::TestParamInfo<Cell>& info) {
  std::string name = isa_name(std::get<Isa>(info.param)) + "_" + std::get<KernelCase>(info.param).name;
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name + "_" + std::to_string(info.index);  // unlike names may look alike without their punctuation
}

INSTANTIATE_TEST_SUITE_P(All, KernelParity,
                         ::testing::Combine(::testing::ValuesIn(available_isas()),
                                            ::testing::ValuesIn(testing::kernel_cases())),
                         name_of);

}  // namespace
}  // namespace pyra

namespace pyra::testing {

void PrintTo(const KernelCase& row, std::ostream* out);
void PrintTo(const KernelCase& row, std::ostream* out) { *out << row.name; }

}  // namespace pyra::testing

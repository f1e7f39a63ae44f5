#include "kernels/dropout.h"

#include "kernels/kernel_table.h"

namespace pyra {

void dropout(const float* from, std::int64_t first, std::int64_t count, const DropoutSetting& setting,
             float* to) {
  kernels().dropout(from, first, count, setting, to);
}

}  // namespace pyra

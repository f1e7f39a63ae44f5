// What this machine can do at most, measured in the same run as the kernels.
#pragma once

namespace pyra::kernel_bench {

struct MachinePeak {
  double gflops_f32 = 0;   // best product of a ViT-B block's shapes (bench/machine_peak.h), on one core
  double gflops_bf16 = 0;  // 0 where the CPU lacks it
  double gbytes = 0;       // reads and writes of a[i] = b[i] + s c[i] over 256 MB, on one core
};

MachinePeak measure_machine();

}  // namespace pyra::kernel_bench

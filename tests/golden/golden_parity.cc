// golden_parity FILE...: agreement with tensors of the official implementations, one row a file.
// Tolerances (float32): logits 1e-4 absolute (of the training model and of the engine), loss 2e-5 absolute,
// gradients 5e-4 of each tensor's largest element. Exit status: 0 all files within tolerance, 1 some beyond
// it or unsupported, 2 no file given.

#include <cstdio>
#include <cstring>
#include <exception>

#include "golden_case.h"

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: golden_parity FILE.safetensors...\n", stderr);
    return 2;
  }
  int failures = 0;
  std::printf("%-36s %10s %10s %10s %10s\n", "file (tolerance)", "logits", "loss", "gradients", "runtime");
  std::printf("%-36s %10s %10s %10s %10s\n", "", "1e-4", "2e-5", "5e-4", "1e-4");
  for (int i = 1; i < argc; ++i) {
    const char* slash = std::strrchr(argv[i], '/');
    const char* name = slash == nullptr ? argv[i] : slash + 1;
    try {
      const pyra::GoldenResult result = pyra::run_golden(argv[i]);
      std::printf("%-36s %10.1e %10.1e %10.1e %10.1e  %s\n", name, result.logits, result.loss,
                  result.gradient, result.runtime,
                  result.passed() ? "ok" : ("FAILED, worst gradient: " + result.worst_gradient).c_str());
      failures += result.passed() ? 0 : 1;
    } catch (const std::exception& error) {
      std::printf("%-36s %s\n", name, error.what());
      ++failures;
    }
  }
  std::printf("%d of %d files within tolerance\n", argc - 1 - failures, argc - 1);
  return failures == 0 ? 0 : 1;
}

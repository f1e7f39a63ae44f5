#include "bench/bench_machine.h"

#include <fstream>
#include <oneapi/dnnl/dnnl.hpp>

#include "base/isa.h"
#include "base/threads/processors.h"
#include "pyra/version.h"

namespace pyra {
namespace {

std::string cpu_name() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    const auto colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown";
}

std::string onednn_isa() {
  switch (dnnl::get_effective_cpu_isa()) {
    case dnnl::cpu_isa::sse41:
      return "sse41";
    case dnnl::cpu_isa::avx:
      return "avx";
    case dnnl::cpu_isa::avx2:
      return "avx2";
    case dnnl::cpu_isa::avx512_core:
      return "avx512_core";
    case dnnl::cpu_isa::avx512_core_vnni:
      return "avx512_core_vnni";
    case dnnl::cpu_isa::avx512_core_bf16:
      return "avx512_core_bf16";
    default:
      return "other";
  }
}

}  // namespace

MachineFacts machine_facts() {
  const dnnl_version_t* version = dnnl_version();
  MachineFacts facts;
  facts.cpu = cpu_name();
  facts.cores = usable_processors();
  facts.isa = isa_name(chosen_isa());
  facts.onednn = std::to_string(version->major) + "." + std::to_string(version->minor) + "." +
                 std::to_string(version->patch) + ", " + onednn_isa();
  facts.compiler = std::string("GCC-compatible ") + __VERSION__;
  facts.pyra = kVersion;
  return facts;
}

}  // namespace pyra

#include "base/isa.h"

#include <algorithm>
#include <cstdlib>

#include "base/text/words.h"
#include "pyra/error.h"

namespace pyra {
namespace {

bool runs_here(Isa isa) {
#if defined(__x86_64__) && !defined(__clang__)  // as isa_list.h
  switch (isa) {
    case Isa::baseline:
      return true;
    case Isa::avx2:
      return __builtin_cpu_supports("x86-64-v3");
    case Isa::avx512:
      return __builtin_cpu_supports("x86-64-v4");
    case Isa::avx512_bf16:
      return __builtin_cpu_supports("x86-64-v4") && __builtin_cpu_supports("avx512bf16");
  }
  return false;
#else
  return isa == Isa::baseline;
#endif
}

Isa choose() {
  const std::vector<Isa> isas = available_isas();
  const char* wanted = std::getenv("PYRA_ISA");
  if (wanted == nullptr || *wanted == '\0') return isas.back();
  std::vector<std::string> known;
  for (const Isa isa : isas) {
    if (isa_name(isa) == wanted) return isa;
    known.push_back(isa_name(isa));
  }
  throw InputError("PYRA_ISA is '" + std::string(wanted) + "'; this machine runs " + joined(known) +
                   did_you_mean(wanted, known));
}

}  // namespace

std::string isa_name(Isa isa) {
  switch (isa) {
    case Isa::baseline:
      return "baseline";
    case Isa::avx2:
      return "avx2";
    case Isa::avx512:
      return "avx512";
    case Isa::avx512_bf16:
      return "avx512_bf16";
  }
  return "unknown";
}

std::vector<Isa> available_isas() {
  std::vector<Isa> isas;
  for (const Isa isa : {Isa::baseline, Isa::avx2, Isa::avx512, Isa::avx512_bf16}) {
    if (runs_here(isa)) isas.push_back(isa);
  }
  return isas;
}

Isa chosen_isa() {
  static const Isa chosen = choose();
  return chosen;
}

}  // namespace pyra

// Batches that merging is tested on, forward and backward.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "kernels/kernel_cases.h"

namespace pyra::testing {

struct MergeCase {
  std::string name;
  Picture picture;
  std::int64_t channels;
  bool sized;
  std::int64_t ranks;  // 0: unmodulated
};
inline void PrintTo(const MergeCase& c, std::ostream* out) { *out << c.name; }

inline std::vector<MergeCase> merge_cases() {
  std::vector<MergeCase> cases;
  for (const Picture& p : pictures()) {
    if (p.rate == 0) continue;
    for (const bool sized : {false, true}) {
      cases.push_back({"ToMe " + p.name, p, 20, sized, 0});
      cases.push_back({"PYRA " + p.name, p, 24, sized, p.rate});
    }
  }
  for (const std::int64_t channels : {4, 128, 132, 384, 768, 1024, 1280, 2048}) {
    cases.push_back({"C=" + std::to_string(channels), {"", 31, 1, 9}, channels, true, 9});
  }
  cases.push_back({"fewer ranks than sources", {"", 31, 1, 9}, 64, true, 4});
  return cases;
}

template <typename T>
void append(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace pyra::testing

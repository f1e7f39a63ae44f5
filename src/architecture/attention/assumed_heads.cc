#include "architecture/attention/assumed_heads.h"

#include <algorithm>
#include <array>
#include <optional>

namespace pyra {
namespace {

struct Published {
  std::int64_t dim, heads;
  std::optional<bool> class_token = {};  // of these alone
  bool rotary = false;
};

// Models whose heads are not 64 wide.
constexpr std::array kPublished{
    Published{1152, 16},              // SO400M
    Published{1280, 16},              // H/14
    Published{1408, 16},              // g/14
    Published{1664, 16},              // G/14
    Published{1536, 16, false},       // SigLIP 2's giant; RADIO's has a class token and 24
    Published{4096, 32, true, true},  // DINOv3's 7B
};

}  // namespace

std::int64_t assumed_heads(const VitConfig& config) {
  const auto* found = std::find_if(kPublished.begin(), kPublished.end(), [&](const Published& known) {
    return known.dim == config.dim && known.rotary == config.rotary &&
           known.class_token.value_or(config.class_token) == config.class_token;
  });
  if (found != kPublished.end()) return found->heads;
  if (config.dim % 64 == 0) return config.dim / 64;
  return config.dim % 3 == 0 ? 3 : 1;
}

}  // namespace pyra

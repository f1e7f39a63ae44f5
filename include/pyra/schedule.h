// How many tokens each block removes, and what that costs.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pyra/vit_config.h"

namespace pyra {

/// What a file of `pyra schedule` says of the search that found it; empty where it does not say.
struct ScheduleOrigin {
  std::string file, fingerprint, reducer;
};

/// A validated plan of merging. rates[i] tokens are removed in block i, between its attention and its MLP.
struct Schedule {
  std::string spelling;                 // as the user gave it
  std::vector<std::int64_t> rates;      // [depth], after clamping to floor((N - P) / 2)
  std::vector<std::int64_t> tokens;     // [depth + 1]: before block 0, after block 0, ...
  std::vector<std::string> notes;       // lines to be printed once: clamped rates, interpolated shapes
  std::optional<ScheduleOrigin> found;  // from a file
  double gmac = 0;                      // multiply-adds of one picture, 1e9
  double gmac_uncompressed = 0;

  bool merges() const;
  double speedup() const { return gmac_uncompressed / gmac; }  // of multiply-adds, not of time
};

/// Milliseconds that one picture takes at these rates on this machine.
using MeasureLatency = std::function<double(const std::vector<std::int64_t>& rates)>;

/// `spelling`: none | low | high | r=N | speedup=X (ratio of MACs, met within 3 %) | latency-ms=X (needs
/// `measure`) | a list of RATE or RATExCOUNT such as 16x11,10 | a .json file of `pyra schedule`. `low` and
/// `high` are the PYRA paper's (arXiv 2403.09192, table 1) for depth 12 and 24; other depths and token counts
/// take the same shape at the same ratio of MACs. A shorter list ends in zeros. Throws InputError for
/// anything else, naming what was expected.
Schedule parse_schedule(const std::string& spelling, const VitConfig& config,
                        const MeasureLatency& measure = {});

/// The schedule of given rates (one a block; clamped).
Schedule make_schedule(const std::string& spelling, std::vector<std::int64_t> rates, const VitConfig& config);

/// Multiply-adds (1e9) of one picture. `rates` [depth], none larger than floor((N - P) / 2):
/// (N0-P) 3 p^2 C + sum over blocks of [4 N C^2 + 2 N^2 C + (R > 0) ceil(N/2) floor(N/2) D + 2 N' C mlp] + K
/// C a head.
double count_gmac(const VitConfig& config, const std::vector<std::int64_t>& rates);

/// The largest rate of each block over several schedules, as adapters of all of them have it: [depth], each
/// at most floor((N - P) / 2) of all N tokens, or empty. Throws InputError for anything else.
void check_elastic_rates(const std::vector<std::int64_t>& rates, const VitConfig& config);

/// "197 -> 181 -> 165 ..." with runs of equal steps spelled out.
std::string describe_tokens(const Schedule& schedule);
/// The shortest list spelling of the rates: "16x11,10".
std::string spell_rates(const std::vector<std::int64_t>& rates);

}  // namespace pyra

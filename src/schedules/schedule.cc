#include "pyra/schedule.h"

#include <algorithm>

#include "pyra/error.h"

namespace pyra {
namespace {

/// A rate beyond half of the tokens that may merge in its block.
struct Clamped {
  std::size_t block;
  std::int64_t rate, most, tokens;
};

/// One by one as far as they are few; `r=60` clamps most blocks of a backbone.
std::vector<std::string> notes_on(const std::vector<Clamped>& clamped) {
  constexpr std::size_t kFew = 3;
  std::vector<std::string> notes;
  for (const Clamped& c : clamped) {
    if (notes.size() == kFew && clamped.size() > kFew + 1) {
      notes.push_back("so are those of " + std::to_string(clamped.size() - kFew) + " further blocks");
      break;
    }
    notes.push_back("block " + std::to_string(c.block) + ": rate " + std::to_string(c.rate) + " clamped to " +
                    std::to_string(c.most) + ", half of the " + std::to_string(c.tokens) +
                    " tokens that may merge");
  }
  return notes;
}

}  // namespace

bool Schedule::merges() const {
  return std::any_of(rates.begin(), rates.end(), [](std::int64_t rate) { return rate > 0; });
}

Schedule make_schedule(const std::string& spelling, std::vector<std::int64_t> rates,
                       const VitConfig& config) {
  const auto depth = static_cast<std::size_t>(config.depth);
  if (rates.size() > depth) {
    throw InputError("schedule '" + spelling + "' has " + std::to_string(rates.size()) +
                     " rates, but the backbone has " + std::to_string(depth) +
                     " blocks; give at most one rate a block");
  }
  rates.resize(depth, 0);
  Schedule schedule;
  schedule.spelling = spelling;
  schedule.tokens.push_back(config.tokens());
  std::vector<Clamped> clamped;
  for (std::size_t block = 0; block < depth; ++block) {
    if (rates[block] < 0) {
      throw InputError("schedule '" + spelling + "': rate " + std::to_string(rates[block]) + " of block " +
                       std::to_string(block) +
                       " is negative; rates are numbers of tokens to remove, 0 or more");
    }
    const std::int64_t tokens = schedule.tokens.back();
    const std::int64_t most = (tokens - config.prefix_tokens()) / 2;
    if (rates[block] > most) {
      clamped.push_back({block, rates[block], most, tokens - config.prefix_tokens()});
      rates[block] = most;
    }
    schedule.tokens.push_back(tokens - rates[block]);
  }
  schedule.notes = notes_on(clamped);
  schedule.gmac = count_gmac(config, rates);
  schedule.gmac_uncompressed = count_gmac(config, std::vector<std::int64_t>(depth, 0));
  schedule.rates = std::move(rates);
  return schedule;
}

void check_elastic_rates(const std::vector<std::int64_t>& rates, const VitConfig& config) {
  const std::int64_t most = (config.tokens() - config.prefix_tokens()) / 2;
  const bool fit =
      std::all_of(rates.begin(), rates.end(), [&](std::int64_t rate) { return rate >= 0 && rate <= most; });
  if (rates.empty() || (fit && rates.size() == static_cast<std::size_t>(config.depth))) return;
  throw InputError("elastic rates " + spell_rates(rates) + ": one for each of " +
                   std::to_string(config.depth) + " blocks expected, none above " + std::to_string(most));
}

std::string describe_tokens(const Schedule& schedule) {
  std::string text = std::to_string(schedule.tokens.front());
  for (std::size_t i = 0; i < schedule.rates.size();) {
    std::size_t run = 1;
    while (i + run < schedule.rates.size() && schedule.rates[i + run] == schedule.rates[i]) ++run;
    if (run > 3) {
      text += " -> ... (" + std::to_string(run) + " blocks of -" + std::to_string(schedule.rates[i]) + ")";
      i += run;
      text += " -> " + std::to_string(schedule.tokens[i]);
    } else {
      text += " -> " + std::to_string(schedule.tokens[++i]);
    }
  }
  return text;
}

std::string spell_rates(const std::vector<std::int64_t>& rates) {
  std::string text;
  for (std::size_t i = 0; i < rates.size();) {
    std::size_t run = 1;
    while (i + run < rates.size() && rates[i + run] == rates[i]) ++run;
    if (!text.empty()) text += ",";
    text += std::to_string(rates[i]);
    if (run > 1) text += "x" + std::to_string(run);
    i += run;
  }
  return text;
}

}  // namespace pyra

#include "reduce/registry.h"

#include "base/text/words.h"
#include "reduce/diffrate.h"
#include "reduce/evit.h"
#include "reduce/fpet.h"
#include "reduce/heed.h"
#include "reduce/pitome.h"
#include "reduce/pyra.h"
#include "reduce/tome.h"
#include "reducers/pitome/join_by_energy.h"

namespace pyra {
namespace {

std::unique_ptr<TokenReducer> make_none(const ReducerSetting&) { return std::make_unique<KeepAll>(); }

std::unique_ptr<TokenReducer> make_tome(const ReducerSetting&) { return std::make_unique<ToMe>(); }

std::unique_ptr<TokenReducer> make_pyra(const ReducerSetting& setting) {
  if (setting.trained_rate == 0)
    return std::make_unique<ToMe>();  // nothing to modulate was ever trained here
  return std::make_unique<Pyra>(setting.trained_rate, setting.dim, *setting.random);
}

std::unique_ptr<TokenReducer> make_heed(const ReducerSetting&) { return std::make_unique<Heed>(); }

std::unique_ptr<TokenReducer> make_evit(const ReducerSetting&) { return std::make_unique<Evit>(); }

std::unique_ptr<TokenReducer> make_pitome(const ReducerSetting& setting) {
  return std::make_unique<Pitome>(energy_margin(setting.block, setting.depth));
}

std::unique_ptr<TokenReducer> make_fpet(const ReducerSetting& setting) {
  return std::make_unique<Fpet>(setting.head_dim, PatchGrid{setting.columns, setting.patches},
                                setting.trained_rate > 0, *setting.random);
}

std::unique_ptr<TokenReducer> make_diffrate(const ReducerSetting& setting) {
  return std::make_unique<DiffRate>(setting.trained_rate);
}

}  // namespace

const std::vector<ReducerEntry>& reducers() {
  static const std::vector<ReducerEntry> entries{
      {"none", "keep every token", false, make_none},
      {"tome", "merge the most similar tokens (ToMe); no weights", false, make_tome},
      {"pyra", "ToMe whose merged tokens are modulated by two learned vectors a block (PYRA)", true,
       make_pyra},
      {"heed",
       "ToMe that compares the tokens themselves and heeds what the class token attends to; no weights",
       false, make_heed},
      {"evit", "keep what the class token attends to most, fuse the rest into one token (EViT); no weights",
       false, make_evit},
      {"pitome", "ToMe that protects tokens which resemble few others (PiToMe); no weights", false,
       make_pitome},
      {"fpet", "merging across a checkerboard by a metric that learns (FPET)", false, make_fpet},
      {"diffrate",
       "drop and merge what the class token attends to least; how much of each is learned (DiffRate)", true,
       make_diffrate},
  };
  return entries;
}

const ReducerEntry& find_reducer(const std::string& name) {
  return find_by_name(reducers(), "reducer", name);
}

}  // namespace pyra

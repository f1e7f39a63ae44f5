#include "reduce/registry.h"

#include <array>

#include "reduce/rule_reducer.h"

namespace pyra {

// Each is defined in the file of its name.
TrainedReducer tome_in_training();
TrainedReducer pyra_in_training();
TrainedReducer heed_in_training();
TrainedReducer fpet_in_training();
TrainedReducer diffrate_in_training();

std::unique_ptr<TokenReducer> make_reducer(const Reducer& reducer, const ReducerSetting& setting) {
  static const std::array trained{tome_in_training(), pyra_in_training(), heed_in_training(),
                                  fpet_in_training(), diffrate_in_training()};
  if (!reducer.merges) return std::make_unique<KeepAll>();
  for (const TrainedReducer& entry : trained) {
    if (entry.name == reducer.name) return entry.make(reducer, setting);
  }
  return std::make_unique<RuleReducer>(reducer, setting.config, setting.block);
}

}  // namespace pyra

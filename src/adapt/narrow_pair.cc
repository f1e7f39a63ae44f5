#include "adapt/narrow_pair.h"

#include "adapt/initialise.h"

namespace pyra {

NarrowPair::NarrowPair(const MethodSetting& setting)
    : down(Linear::zeros(setting.dim, setting.width)),
      up(Linear::zeros(setting.width, setting.dim)),
      dropout(setting.dropout) {
  kaiming_uniform(down.weight, *setting.random);
}

void NarrowPair::collect(ParameterList& list, const std::string& down_name,
                         const std::string& up_name) const {
  down.collect(list, down_name, Role::adapter);
  up.collect(list, up_name, Role::adapter);
}

}  // namespace pyra

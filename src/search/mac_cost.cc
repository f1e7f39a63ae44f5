#include "pyra/schedule.h"
#include "search/cost.h"

namespace pyra {

double MacCost::of(const Rates& rates) const { return count_gmac(config_, rates); }

}  // namespace pyra

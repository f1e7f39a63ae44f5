// Built without LibTorch: nothing trains.

#include "cli/bench_cell.h"

namespace pyra {

RunTraining training_for_bench() { return {}; }

}  // namespace pyra

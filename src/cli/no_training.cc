// Built without LibTorch: nothing trains.

#include "cli/training.h"

namespace pyra {

MakeCommand training_verb(const std::string&) { return nullptr; }
void use_threads(int) {}
std::optional<TorchError> as_torch_error(const std::exception&) { return {}; }

}  // namespace pyra

#include "cli/training.h"

#include <ATen/Parallel.h>
#include <c10/util/Exception.h>

#include <map>

#include "base/threads/team.h"
#include "cli/train/polite_openmp.h"
#include "cli/train/training_verbs.h"
#include "pyra/error.h"

namespace pyra {

MakeCommand training_verb(const std::string& name) {
  static const std::map<std::string, MakeCommand> verbs{
      {"adapt", make_adapt}, {"pretrain", make_pretrain}, {"report", make_report}, {"tocom", make_tocom}};
  return verbs.at(name);
}

void use_threads(int threads) {
  const int wanted = 2 * threads;  // torch has two pools
  if (threads > 1 && Team(wanted).started() < wanted) {
    throw Failure("training with " + std::to_string(threads) +
                  " threads starts twice as many, and the system does not let it (ulimit -u, or memory); "
                  "raise the limit or use --threads 1");
  }
  wait_politely(threads);
  at::set_num_threads(threads);
}

std::optional<TorchError> as_torch_error(const std::exception& error) {
  const auto* torch = dynamic_cast<const c10::Error*>(&error);
  if (torch == nullptr) return {};
  const std::string what = torch->what_without_backtrace();
  return TorchError{what.find("can't allocate memory") != std::string::npos,
                    what};  // it says so in words only
}

}  // namespace pyra

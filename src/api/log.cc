#include "api/log.h"

#include <mutex>

namespace pyra {
namespace {

struct GuardedLog {
  std::mutex mutex;
  Log log;
};

GuardedLog& guarded_log() {
  static GuardedLog log;
  return log;
}

}  // namespace

void set_log(const Log& log) {
  const std::lock_guard lock(guarded_log().mutex);
  guarded_log().log = log;
}

Log current_log() {
  const std::lock_guard lock(guarded_log().mutex);
  return guarded_log().log;
}

}  // namespace pyra

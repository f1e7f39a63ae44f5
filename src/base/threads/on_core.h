// Work on a thread of its own that may run on one core only: the caller's thread stays free to run anywhere.
#pragma once

#include <sched.h>

#include <exception>
#include <string>
#include <system_error>
#include <thread>

#include "pyra/error.h"

namespace pyra {

/// What `work` throws is thrown here; so is InputError where the core may not be used.
template <typename Work>
void run_on_core(int core, const Work& work) {
  std::exception_ptr failure;
  try {
    std::thread([&] {
      try {
        cpu_set_t set;
        CPU_ZERO(&set);
        CPU_SET(static_cast<std::size_t>(core), &set);
        if (sched_setaffinity(0, sizeof set, &set) != 0) {
          throw InputError("cannot bind a thread to core " + std::to_string(core) +
                           "; this process may not run there");
        }
        work();
      } catch (...) {
        failure = std::current_exception();
      }
    }).join();
  } catch (const std::system_error& error) {
    throw Failure(std::string("cannot start a thread for core ") + std::to_string(core) + ": " +
                  error.what());
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace pyra

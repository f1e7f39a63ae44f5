// The C interface's errno: what a thread's last call has to say.
#pragma once

#include <string>

#include "pyra.h"
#include "pyra/error_code.h"

namespace pyra {

struct LastError {
  std::string message;
  ErrorCode code;
};

LastError& last_error();

/// `status`, with its message in last_error().
pyra_status fail(pyra_status status, const char* message, ErrorCode code = {}) noexcept;

/// `status` and message of the exception in flight.
pyra_status fail_with_current() noexcept;

/// Runs `work`; what it throws becomes a status and a message.
template <class Work>
pyra_status guarded(const Work& work) noexcept {
  try {
    last_error() = {};
    work();
    return PYRA_OK;
  } catch (...) {
    return fail_with_current();
  }
}

/// Throws InputError where a caller's pointer is NULL.
void require(const void* pointer, const char* name);

}  // namespace pyra

#include "api/last_error.h"

#include <filesystem>
#include <new>

#include "pyra/error.h"

namespace pyra {

LastError& last_error() {
  thread_local LastError error;
  return error;
}

pyra_status fail(pyra_status status, const char* message, ErrorCode code) noexcept {
  last_error().code = code;
  try {
    last_error().message = message;
  } catch (...) {  // not even memory for the message
    last_error().message.clear();
  }
  return status;
}

pyra_status fail_with_current() noexcept {
  try {
    throw;
  } catch (const InputError& error) {
    return fail(PYRA_BAD_INPUT, error.what(), error.code());
  } catch (const Error& error) {
    return fail(PYRA_FAILURE, error.what(), error.code());
  } catch (const std::filesystem::filesystem_error& error) {
    return fail(PYRA_BAD_INPUT, error.what());
  } catch (const std::bad_alloc&) {
    return fail(PYRA_FAILURE, "out of memory; lower the batch or use a smaller model");
  } catch (const std::exception& error) {
    return fail(PYRA_FAILURE, error.what());
  } catch (...) {
    return fail(PYRA_FAILURE, "unknown failure");
  }
}

void require(const void* pointer, const char* name) {
  if (pointer == nullptr) throw InputError(std::string(name) + " is NULL; expected a valid pointer");
}

}  // namespace pyra

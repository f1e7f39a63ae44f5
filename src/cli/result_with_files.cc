#include "cli/result_with_files.h"

#include <exception>
#include <nlohmann/json.hpp>

namespace pyra {

void result_with_files(const Console& console, const nlohmann::ordered_json& object, const std::string& text,
                       const std::function<void()>& write) {
  std::exception_ptr unwritten;
  try {
    write();
  } catch (...) {
    unwritten = std::current_exception();
  }
  console.result(object, text);
  if (unwritten) std::rethrow_exception(unwritten);
}

}  // namespace pyra

#include "methods/list.h"

#include <algorithm>

#include "base/text/words.h"

namespace pyra {

// Each is defined in the folder of its name. Help, completion and tables keep this order.
Method none_method();
Method lora_method();
Method adapter_method();
Method adaptformer_method();
Method dense_method();
Method bias_method();
Method norms_method();
Method full_method();

const std::vector<Method>& methods() {
  static const std::vector<Method> all{none_method(),  lora_method(), adapter_method(), adaptformer_method(),
                                       dense_method(), bias_method(), norms_method(),   full_method()};
  return all;
}

namespace {

template <class Holds>
const Method& first_that(const Holds& holds) {
  return *std::find_if(methods().begin(), methods().end(), holds);
}

}  // namespace

const Method& find_method(const std::string& name) { return find_by_name(methods(), "method", name); }

const Method& standard_method() {
  return first_that([](const Method& method) { return method.standard; });
}

const Method& whole_method() {
  return first_that([](const Method& method) { return method.trains_all(); });
}

std::int64_t default_width(std::int64_t dim) { return dim >= 1024 ? 12 : dim >= 768 ? 8 : 4; }

}  // namespace pyra

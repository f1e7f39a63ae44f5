#include "reducers/list.h"

#include <algorithm>

#include "base/text/words.h"
#include "pyra/error.h"

namespace pyra {

// Each is defined in the folder of its name. Help, completion and tables keep this order.
Reducer none_reducer();
Reducer tome_reducer();
Reducer pyra_reducer();
Reducer heed_reducer();
Reducer evit_reducer();
Reducer pitome_reducer();
Reducer fpet_reducer();
Reducer diffrate_reducer();

namespace {

std::deque<Reducer>& listed_reducers() {
  static std::deque<Reducer> all{none_reducer(), tome_reducer(),   pyra_reducer(), heed_reducer(),
                                 evit_reducer(), pitome_reducer(), fpet_reducer(), diffrate_reducer()};
  return all;
}

const Reducer& marked(bool Reducer::*mark, bool as = true) {
  return *std::find_if(reducers().begin(), reducers().end(), [=](const Reducer& r) { return r.*mark == as; });
}

}  // namespace

const std::deque<Reducer>& reducers() { return listed_reducers(); }

void list_reducer(Reducer reducer) {
  for (const Reducer& other : reducers()) {
    if (other.name == reducer.name)
      throw InputError("there is a reducer '" + reducer.name + "' already; take another name");
  }
  listed_reducers().push_back(std::move(reducer));
}

const Reducer& standard_reducer() { return marked(&Reducer::standard); }
const Reducer& fallback_reducer() { return marked(&Reducer::fallback); }
const Reducer& keep_all_reducer() { return marked(&Reducer::merges, false); }

const Reducer& find_reducer(const std::string& name) { return find_by_name(reducers(), "reducer", name); }

std::string names_of_reducers(const std::function<bool(const Reducer&)>& belongs) {
  std::vector<std::string> names;
  for (const Reducer& entry : reducers()) {
    if (belongs(entry)) names.push_back(entry.name);
  }
  return joined(names);
}

}  // namespace pyra

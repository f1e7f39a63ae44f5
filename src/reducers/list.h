// The reducers there are, by name: each a folder here that says what it is (reducer.h) and how it is run.
// Those that learn have a file in reduce/ too, with their gradient.
#pragma once

#include <deque>
#include <functional>
#include <string>

#include "reducers/reducer.h"

namespace pyra {

/// References to them stay valid.
const std::deque<Reducer>& reducers();
/// One more, at the end. Throws InputError where the name is taken.
void list_reducer(Reducer reducer);
/// Throws InputError listing the known names.
const Reducer& find_reducer(const std::string& name);
/// "tome, heed": those that `belongs` holds for, for messages and help.
std::string names_of_reducers(const std::function<bool(const Reducer&)>& belongs);
/// The one that is marked so.
const Reducer& standard_reducer();
const Reducer& fallback_reducer();
/// The one that keeps every token.
const Reducer& keep_all_reducer();

}  // namespace pyra

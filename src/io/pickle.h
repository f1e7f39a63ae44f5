// Python's pickle read as data. A pickle is a program for a small stack machine that may call anything; here
// calls are written down, never made, and only names that the caller allows may appear at all.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/read_budget.h"

namespace pyra {

enum class PickleKind : std::uint8_t {
  none,
  boolean,     // integer: 0 or 1
  integer,     // integer
  real,        // real
  text,        // text
  list,        // items
  tuple,       // items
  dictionary,  // items: key, value, key, value ...
  global,      // text: "module.name"
  call,        // text: the callee's "module.name"; items: its arguments
  persistent,  // items[0]: what the writer gave in place of an object kept outside the pickle
  opaque,      // bytes, sets, integers beyond 64 bits: nothing that a state dict needs
};

/// Refers to others by their index in Pickle::nodes, so that cycles and deep nesting cost no recursion.
struct PickleNode {
  PickleKind kind = PickleKind::none;
  std::int64_t integer = 0;
  double real = 0;
  std::string text;
  std::vector<std::uint32_t> items;
};

struct Pickle {
  std::deque<PickleNode> nodes;  // never moved, so that growing needs no second copy
  std::uint32_t root = 0;

  const PickleNode& operator[](std::uint32_t index) const { return nodes[index]; }
};

enum class GlobalRole : std::uint8_t {
  forbidden,
  dictionary,  // called, it makes a dictionary
  recorded,    // may appear; calls are written down as PickleKind::call
};

/// Throws InputError, beginning with `what`, for a forbidden global (named), an opcode that no state dict
/// needs (numbered), a truncated or contradictory program and one that needs more memory than the budget has
/// left.
Pickle read_pickle(std::span<const std::byte> program, const std::string& what,
                   GlobalRole (*role_of)(std::string_view global), ReadBudget& budget);

}  // namespace pyra

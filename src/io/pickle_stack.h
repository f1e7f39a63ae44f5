// The memory of pickle's stack machine: the objects it has made, its stack with marks, what it remembers by
// number. All of it is charged to the budget of the file that is read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "io/pickle.h"
#include "io/read_budget.h"

namespace pyra {

/// Throws InputError, beginning with `what`, for what no honest program does.
class PickleStack {
 public:
  using Index = std::uint32_t;  // of an object

  PickleStack(const std::string& what, ReadBudget& budget) : what_(what), budget_(budget) {}

  [[noreturn]] void fail(const std::string& reason) const;

  void push(PickleNode node);
  void push(PickleKind kind, std::int64_t integer = 0) { push(PickleNode{kind, integer, 0, {}, {}}); }
  void push_text(std::string_view text) { push(PickleNode{PickleKind::text, 0, 0, std::string(text), {}}); }
  /// Marks bound what may be popped: a list's end cannot eat what lies before its beginning.
  Index pop();
  PickleNode& top();
  void mark();
  std::vector<Index> pop_to_mark();
  std::vector<Index> pop_items(std::size_t count);
  /// To the object on top. What is added to one that is only written down is dropped.
  void append(const std::vector<Index>& items, PickleKind kind);

  /// Remembers the object on top as `key`, at most `most`: writers number from 0 on, so that a list does.
  void put(std::size_t key, std::size_t most);
  std::size_t remembered() const { return memo_.size(); }
  void get(std::size_t key);

  const PickleNode& operator[](Index index) const { return pickle_[index]; }
  /// Everything, with what is on top as the root.
  Pickle finish();

 private:
  Index add(PickleNode node);
  void push_index(Index index);
  void require_one() const;

  const std::string& what_;
  ReadBudget& budget_;
  Pickle pickle_;
  std::vector<Index> stack_;
  std::vector<std::size_t> marks_;
  std::vector<Index> memo_;
};

}  // namespace pyra

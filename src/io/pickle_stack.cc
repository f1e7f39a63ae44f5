#include "io/pickle_stack.h"

#include <utility>

#include "pyra/error.h"

namespace pyra {
namespace {

using Index = PickleStack::Index;

constexpr std::size_t kMaxNodes = std::size_t{1} << 32;  // an index has 32 bits; memory ends earlier
// What the budget is charged, for the worst moment of a vector that grows by doubling.
constexpr std::size_t kBytesPerIndex = 3 * sizeof(Index), kBytesPerMark = 3 * sizeof(std::size_t);
constexpr std::size_t kInlineText = 15;  // std::string keeps as much without allocating
constexpr Index kNothing = ~Index{0};

}  // namespace

void PickleStack::fail(const std::string& reason) const { throw InputError(what_ + " " + reason); }

Index PickleStack::add(PickleNode node) {
  if (pickle_.nodes.size() == kMaxNodes) fail("holds more objects than any state dict");
  budget_.take(sizeof(PickleNode) + (node.text.size() > kInlineText ? node.text.size() + 17 : 0) +
               (node.items.empty() ? 0 : 16 + sizeof(Index) * node.items.size()));
  pickle_.nodes.push_back(std::move(node));
  return static_cast<Index>(pickle_.nodes.size() - 1);
}

void PickleStack::push_index(Index index) {
  if (stack_.size() == stack_.capacity()) budget_.take(stack_.size() * kBytesPerIndex);
  stack_.push_back(index);
}

void PickleStack::push(PickleNode node) { push_index(add(std::move(node))); }

void PickleStack::require_one() const {
  if (stack_.size() <= (marks_.empty() ? 0 : marks_.back())) fail("takes more from its stack than there is");
}

Index PickleStack::pop() {
  require_one();
  const Index top = stack_.back();
  stack_.pop_back();
  return top;
}

PickleNode& PickleStack::top() {
  require_one();
  return pickle_.nodes[stack_.back()];
}

void PickleStack::mark() {
  if (marks_.size() == marks_.capacity()) budget_.take(marks_.size() * kBytesPerMark);
  marks_.push_back(stack_.size());
}

std::vector<Index> PickleStack::pop_to_mark() {
  if (marks_.empty()) fail("takes more from its stack than there is");
  const auto begin = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
  std::vector<Index> items(begin, stack_.end());
  stack_.erase(begin, stack_.end());
  marks_.pop_back();
  return items;
}

std::vector<Index> PickleStack::pop_items(std::size_t count) {
  std::vector<Index> items(count);
  for (std::size_t i = count; i-- > 0;) items[i] = pop();
  return items;
}

void PickleStack::append(const std::vector<Index>& items, PickleKind kind) {
  if (kind == PickleKind::dictionary && items.size() % 2 != 0) fail("has a key without a value");
  PickleNode& target = top();
  if (target.kind == PickleKind::opaque || target.kind == PickleKind::call) return;
  if (target.kind != kind) fail("adds items to what is no collection");
  budget_.take(items.size() * kBytesPerIndex);
  target.items.insert(target.items.end(), items.begin(), items.end());
}

void PickleStack::put(std::size_t key, std::size_t most) {
  require_one();
  if (key > most) fail("numbers an object " + std::to_string(key) + ", more than it can hold");
  if (key >= memo_.size()) {
    budget_.take((key + 1 - memo_.size()) * kBytesPerIndex);
    memo_.resize(key + 1, kNothing);
  }
  memo_[key] = stack_.back();
}

void PickleStack::get(std::size_t key) {
  if (key >= memo_.size() || memo_[key] == kNothing) fail("refers to an object that it has not made");
  push_index(memo_[key]);
}

Pickle PickleStack::finish() {
  pickle_.root = pop();
  return std::move(pickle_);
}

}  // namespace pyra

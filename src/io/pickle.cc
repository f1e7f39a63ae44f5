#include "io/pickle.h"

#include <bit>
#include <charconv>
#include <utility>

#include "io/byte_reader.h"
#include "io/pickle_opcodes.h"

namespace pyra {
namespace {

constexpr std::size_t kMaxNodes = std::size_t{1} << 32;  // an index has 32 bits; memory ends earlier
// What the budget is charged, for the worst moment of a vector that grows by doubling.
constexpr std::size_t kBytesPerIndex = 3 * sizeof(std::uint32_t), kBytesPerMark = 3 * sizeof(std::size_t);
constexpr std::size_t kInlineText = 15;  // std::string keeps as much without allocating
constexpr std::uint8_t kMaxProtocol = 5;

using Index = std::uint32_t;

class Machine {
 public:
  Machine(std::span<const std::byte> program, const std::string& what,
          GlobalRole (*role_of)(std::string_view), ReadBudget& budget)
      : reader_(program, what), what_(what), role_of_(role_of), budget_(budget) {}

  Pickle run() {
    for (;;) {  // ends with the program: nothing jumps
      const auto opcode = static_cast<Opcode>(reader_.u8());
      if (opcode == Opcode::stop) {
        pickle_.root = pop();
        return std::move(pickle_);
      }
      if (!push_constant(opcode) && !collect(opcode) && !memorise(opcode) && !refer(opcode)) {
        fail("uses the opcode " + std::to_string(static_cast<int>(opcode)) + " at byte " +
             std::to_string(reader_.position() - 1) + ", which no state dict needs");
      }
    }
  }

 private:
  [[noreturn]] void fail(const std::string& reason) const { throw InputError(what_ + " " + reason); }

  // --- the stack ---
  Index add(PickleNode node) {
    if (pickle_.nodes.size() == kMaxNodes) fail("holds more objects than any state dict");
    budget_.take(sizeof(PickleNode) + (node.text.size() > kInlineText ? node.text.size() + 17 : 0) +
                 (node.items.empty() ? 0 : 16 + sizeof(Index) * node.items.size()));
    pickle_.nodes.push_back(std::move(node));
    return static_cast<Index>(pickle_.nodes.size() - 1);
  }
  void push(Index index) {
    if (stack_.size() == stack_.capacity()) budget_.take(stack_.size() * kBytesPerIndex);
    stack_.push_back(index);
  }
  void push(PickleNode node) { push(add(std::move(node))); }
  void push(PickleKind kind, std::int64_t integer = 0) { push(PickleNode{kind, integer, 0, {}, {}}); }
  void push_text(std::string_view text) { push(PickleNode{PickleKind::text, 0, 0, std::string(text), {}}); }

  /// Marks bound what may be popped: a list's end cannot eat what lies before its beginning.
  Index pop() {
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back()))
      fail("takes more from its stack than there is");
    const Index top = stack_.back();
    stack_.pop_back();
    return top;
  }
  PickleNode& top() {
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back()))
      fail("takes more from its stack than there is");
    return pickle_.nodes[stack_.back()];
  }
  std::vector<Index> pop_to_mark() {
    if (marks_.empty()) fail("takes more from its stack than there is");
    const auto begin = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<Index> items(begin, stack_.end());
    stack_.erase(begin, stack_.end());
    marks_.pop_back();
    return items;
  }
  std::vector<Index> pop_items(std::size_t count) {
    std::vector<Index> items(count);
    for (std::size_t i = count; i-- > 0;) items[i] = pop();
    return items;
  }

  /// Up to and without the newline.
  std::string_view line() {
    std::string_view rest = reader_.peek();
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) fail("is truncated or damaged");
    reader_.skip(end + 1);
    return rest.substr(0, end);
  }

  // --- opcodes, by family ---
  bool push_constant(Opcode opcode) {
    switch (opcode) {
      case Opcode::none:
        return push(PickleKind::none), true;
      case Opcode::new_true:
        return push(PickleKind::boolean, 1), true;
      case Opcode::new_false:
        return push(PickleKind::boolean, 0), true;
      case Opcode::binint:
        return push(PickleKind::integer, static_cast<std::int32_t>(reader_.u32())), true;
      case Opcode::binint1:
        return push(PickleKind::integer, reader_.u8()), true;
      case Opcode::binint2:
        return push(PickleKind::integer, reader_.u16()), true;
      case Opcode::long1:
        return push_long(reader_.u8()), true;
      case Opcode::long4:
        return push_long(reader_.u32()), true;
      case Opcode::binfloat:
        return push_float(), true;
      case Opcode::short_binstring:
      case Opcode::short_binunicode:
        return push_text(reader_.text(reader_.u8())), true;
      case Opcode::binstring:
      case Opcode::binunicode:
        return push_text(reader_.text(reader_.u32())), true;
      case Opcode::binunicode8:
        return push_text(reader_.text(reader_.u64())), true;
      case Opcode::short_binbytes:
        return reader_.skip(reader_.u8()), push(PickleKind::opaque), true;
      case Opcode::binbytes:
        return reader_.skip(reader_.u32()), push(PickleKind::opaque), true;
      case Opcode::binbytes8:
      case Opcode::bytearray8:
        return reader_.skip(reader_.u64()), push(PickleKind::opaque), true;
      default:
        return false;
    }
  }

  void push_long(std::uint32_t length) {
    const auto bytes = reader_.take(length);
    if (length > 8) return push(PickleKind::opaque);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < length; ++i) value |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
    if (length > 0 && length < 8 && (bytes.back() & std::byte{0x80}) != std::byte{0})
      value |= ~0ull << (8 * length);
    push(PickleKind::integer, static_cast<std::int64_t>(value));
  }

  void push_float() {  // big-endian, alone among pickle's numbers
    std::uint64_t bits = 0;
    for (const std::byte byte : reader_.take(8)) bits = bits << 8 | std::to_integer<std::uint64_t>(byte);
    push(PickleNode{PickleKind::real, 0, std::bit_cast<double>(bits), {}, {}});
  }

  bool collect(Opcode opcode) {
    switch (opcode) {
      case Opcode::mark:
        if (marks_.size() == marks_.capacity()) budget_.take(marks_.size() * kBytesPerMark);
        return marks_.push_back(stack_.size()), true;
      case Opcode::pop:
        return pop(), true;
      case Opcode::pop_mark:
        return pop_to_mark(), true;
      case Opcode::empty_list:
        return push(PickleKind::list), true;
      case Opcode::empty_tuple:
        return push(PickleKind::tuple), true;
      case Opcode::empty_dict:
        return push(PickleKind::dictionary), true;
      case Opcode::empty_set:
        return push(PickleKind::opaque), true;
      case Opcode::tuple:
        return push(PickleNode{PickleKind::tuple, 0, 0, {}, pop_to_mark()}), true;
      case Opcode::tuple1:
        return push(PickleNode{PickleKind::tuple, 0, 0, {}, pop_items(1)}), true;
      case Opcode::tuple2:
        return push(PickleNode{PickleKind::tuple, 0, 0, {}, pop_items(2)}), true;
      case Opcode::tuple3:
        return push(PickleNode{PickleKind::tuple, 0, 0, {}, pop_items(3)}), true;
      case Opcode::frozenset:
        return pop_to_mark(), push(PickleKind::opaque), true;
      case Opcode::append:
        return append(pop_items(1), PickleKind::list), true;
      case Opcode::appends:
        return append(pop_to_mark(), PickleKind::list), true;
      case Opcode::additems:
        return append(pop_to_mark(), PickleKind::opaque), true;
      case Opcode::setitem:
        return append(pop_items(2), PickleKind::dictionary), true;
      case Opcode::setitems:
        return append(pop_to_mark(), PickleKind::dictionary), true;
      default:
        return false;
    }
  }

  /// What is added to an object that is only written down is dropped.
  void append(const std::vector<Index>& items, PickleKind kind) {
    if (kind == PickleKind::dictionary && items.size() % 2 != 0) fail("has a key without a value");
    PickleNode& target = top();
    if (target.kind == PickleKind::opaque || target.kind == PickleKind::call) return;
    if (target.kind != kind) fail("adds items to what is no collection");
    budget_.take(items.size() * kBytesPerIndex);
    target.items.insert(target.items.end(), items.begin(), items.end());
  }

  bool memorise(Opcode opcode) {
    switch (opcode) {
      case Opcode::proto:
        if (const std::uint8_t version = reader_.u8(); version > kMaxProtocol) {
          fail("is of the pickle protocol " + std::to_string(version) + ", at most 5 is known");
        }
        return true;
      case Opcode::frame:
        return reader_.skip(8), true;
      case Opcode::binput:
        return put(reader_.u8()), true;
      case Opcode::long_binput:
        return put(reader_.u32()), true;
      case Opcode::memoize:
        return put(memo_.size()), true;
      case Opcode::binget:
        return get(reader_.u8()), true;
      case Opcode::long_binget:
        return get(reader_.u32()), true;
      default:
        return false;
    }
  }

  /// Writers number from 0 on, so that a list does.
  void put(std::size_t key) {
    top();
    if (key > reader_.position())
      fail("numbers an object " + std::to_string(key) + ", more than it can hold");
    if (key >= memo_.size()) {
      budget_.take((key + 1 - memo_.size()) * kBytesPerIndex);
      memo_.resize(key + 1, kNothing);
    }
    memo_[key] = stack_.back();
  }
  void get(std::size_t key) {
    if (key >= memo_.size() || memo_[key] == kNothing) fail("refers to an object that it has not made");
    push(memo_[key]);
  }

  bool refer(Opcode opcode) {
    switch (opcode) {
      case Opcode::global: {
        const std::string module(line());
        push_global(module + "." + std::string(line()));
        return true;
      }
      case Opcode::stack_global: {
        const Index name = pop(), module = pop();
        if (pickle_[name].kind != PickleKind::text || pickle_[module].kind != PickleKind::text) {
          fail("has a global whose name is not text");
        }
        push_global(pickle_[module].text + "." + pickle_[name].text);
        return true;
      }
      case Opcode::reduce:
      case Opcode::new_object: {
        const Index arguments = pop();
        push_call(pop(), arguments);
        return true;
      }
      case Opcode::new_object_ex: {
        pop();  // keyword arguments
        const Index arguments = pop();
        push_call(pop(), arguments);
        return true;
      }
      case Opcode::build:  // attributes of an object: OrderedDict's _metadata, Namespace's arguments
        return pop(), top(), true;
      case Opcode::binpersid: {
        const Index id = pop();
        return push(PickleNode{PickleKind::persistent, 0, 0, {}, {id}}), true;
      }
      default:
        return false;
    }
  }

  void push_global(const std::string& name) {
    if (role_of_(name) == GlobalRole::forbidden) {
      fail("refers to the Python object '" + name +
           "', which is not part of a state dict and is never executed: save model.state_dict() instead");
    }
    push(PickleNode{PickleKind::global, 0, 0, name, {}});
  }

  void push_call(Index callee, Index arguments) {
    if (pickle_[callee].kind != PickleKind::global || pickle_[arguments].kind != PickleKind::tuple) {
      fail("calls what is not a known function");
    }
    const std::string name = pickle_[callee].text;
    if (role_of_(name) == GlobalRole::dictionary) return push(PickleKind::dictionary);
    std::vector<Index> items = pickle_[arguments].items;  // copied for each of the calls that share them
    push(PickleNode{PickleKind::call, 0, 0, name, std::move(items)});
  }

  ByteReader reader_;
  const std::string& what_;
  GlobalRole (*role_of_)(std::string_view);
  Pickle pickle_;
  std::vector<Index> stack_;
  std::vector<std::size_t> marks_;
  static constexpr Index kNothing = ~Index{0};
  std::vector<Index> memo_;
  ReadBudget& budget_;
};

}  // namespace

Pickle read_pickle(std::span<const std::byte> program, const std::string& what,
                   GlobalRole (*role_of)(std::string_view global), ReadBudget& budget) {
  return Machine(program, what, role_of, budget).run();
}

}  // namespace pyra

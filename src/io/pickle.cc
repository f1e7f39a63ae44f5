#include "io/pickle.h"

#include <bit>
#include <utility>

#include "io/byte_reader.h"
#include "io/pickle_opcodes.h"
#include "io/pickle_stack.h"

namespace pyra {
namespace {

constexpr std::uint8_t kMaxProtocol = 5;

using Index = PickleStack::Index;

class Machine {
 public:
  Machine(std::span<const std::byte> program, const std::string& what,
          GlobalRole (*role_of)(std::string_view), ReadBudget& budget)
      : reader_(program, what), role_of_(role_of), stack_(what, budget) {}

  Pickle run() {
    for (;;) {  // ends with the program: nothing jumps
      const auto opcode = static_cast<Opcode>(reader_.u8());
      if (opcode == Opcode::stop) return stack_.finish();
      if (!push_constant(opcode) && !collect(opcode) && !memorise(opcode) && !refer(opcode)) {
        stack_.fail("uses the opcode " + std::to_string(static_cast<int>(opcode)) + " at byte " +
                    std::to_string(reader_.position() - 1) + ", which no state dict needs");
      }
    }
  }

 private:
  /// Up to and without the newline.
  std::string_view line() {
    std::string_view rest = reader_.peek();
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) stack_.fail("is truncated or damaged");
    reader_.skip(end + 1);
    return rest.substr(0, end);
  }

  bool push_constant(Opcode opcode) {
    switch (opcode) {
      case Opcode::none:
        return stack_.push(PickleKind::none), true;
      case Opcode::new_true:
        return stack_.push(PickleKind::boolean, 1), true;
      case Opcode::new_false:
        return stack_.push(PickleKind::boolean, 0), true;
      case Opcode::binint:
        return stack_.push(PickleKind::integer, static_cast<std::int32_t>(reader_.u32())), true;
      case Opcode::binint1:
        return stack_.push(PickleKind::integer, reader_.u8()), true;
      case Opcode::binint2:
        return stack_.push(PickleKind::integer, reader_.u16()), true;
      case Opcode::long1:
        return push_long(reader_.u8()), true;
      case Opcode::long4:
        return push_long(reader_.u32()), true;
      case Opcode::binfloat:
        return push_float(), true;
      case Opcode::short_binstring:
      case Opcode::short_binunicode:
        return stack_.push_text(reader_.text(reader_.u8())), true;
      case Opcode::binstring:
      case Opcode::binunicode:
        return stack_.push_text(reader_.text(reader_.u32())), true;
      case Opcode::binunicode8:
        return stack_.push_text(reader_.text(reader_.u64())), true;
      case Opcode::short_binbytes:
        return reader_.skip(reader_.u8()), stack_.push(PickleKind::opaque), true;
      case Opcode::binbytes:
        return reader_.skip(reader_.u32()), stack_.push(PickleKind::opaque), true;
      case Opcode::binbytes8:
      case Opcode::bytearray8:
        return reader_.skip(reader_.u64()), stack_.push(PickleKind::opaque), true;
      default:
        return false;
    }
  }

  void push_long(std::uint32_t length) {
    const auto bytes = reader_.take(length);
    if (length > 8) return stack_.push(PickleKind::opaque);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < length; ++i) value |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
    if (length > 0 && length < 8 && (bytes.back() & std::byte{0x80}) != std::byte{0})
      value |= ~0ull << (8 * length);
    stack_.push(PickleKind::integer, static_cast<std::int64_t>(value));
  }

  void push_float() {  // big-endian, alone among pickle's numbers
    std::uint64_t bits = 0;
    for (const std::byte byte : reader_.take(8)) bits = bits << 8 | std::to_integer<std::uint64_t>(byte);
    stack_.push(PickleNode{PickleKind::real, 0, std::bit_cast<double>(bits), {}, {}});
  }

  bool collect(Opcode opcode) {
    switch (opcode) {
      case Opcode::mark:
        return stack_.mark(), true;
      case Opcode::pop:
        return stack_.pop(), true;
      case Opcode::pop_mark:
        return stack_.pop_to_mark(), true;
      case Opcode::empty_list:
        return stack_.push(PickleKind::list), true;
      case Opcode::empty_tuple:
        return stack_.push(PickleKind::tuple), true;
      case Opcode::empty_dict:
        return stack_.push(PickleKind::dictionary), true;
      case Opcode::empty_set:
        return stack_.push(PickleKind::opaque), true;
      case Opcode::tuple:
        return stack_.push(PickleNode{PickleKind::tuple, 0, 0, {}, stack_.pop_to_mark()}), true;
      case Opcode::tuple1:
        return stack_.push(PickleNode{PickleKind::tuple, 0, 0, {}, stack_.pop_items(1)}), true;
      case Opcode::tuple2:
        return stack_.push(PickleNode{PickleKind::tuple, 0, 0, {}, stack_.pop_items(2)}), true;
      case Opcode::tuple3:
        return stack_.push(PickleNode{PickleKind::tuple, 0, 0, {}, stack_.pop_items(3)}), true;
      case Opcode::frozenset:
        return stack_.pop_to_mark(), stack_.push(PickleKind::opaque), true;
      case Opcode::append:
        return stack_.append(stack_.pop_items(1), PickleKind::list), true;
      case Opcode::appends:
        return stack_.append(stack_.pop_to_mark(), PickleKind::list), true;
      case Opcode::additems:
        return stack_.append(stack_.pop_to_mark(), PickleKind::opaque), true;
      case Opcode::setitem:
        return stack_.append(stack_.pop_items(2), PickleKind::dictionary), true;
      case Opcode::setitems:
        return stack_.append(stack_.pop_to_mark(), PickleKind::dictionary), true;
      default:
        return false;
    }
  }

  bool memorise(Opcode opcode) {
    switch (opcode) {
      case Opcode::proto:
        if (const std::uint8_t version = reader_.u8(); version > kMaxProtocol) {
          stack_.fail("is of the pickle protocol " + std::to_string(version) + ", at most 5 is known");
        }
        return true;
      case Opcode::frame:
        return reader_.skip(8), true;
      case Opcode::binput:
        return put(reader_.u8()), true;
      case Opcode::long_binput:
        return put(reader_.u32()), true;
      case Opcode::memoize:
        return put(stack_.remembered()), true;
      case Opcode::binget:
        return stack_.get(reader_.u8()), true;
      case Opcode::long_binget:
        return stack_.get(reader_.u32()), true;
      default:
        return false;
    }
  }

  void put(std::size_t key) { stack_.put(key, reader_.position()); }

  bool refer(Opcode opcode) {
    switch (opcode) {
      case Opcode::global: {
        const std::string module(line());
        push_global(module + "." + std::string(line()));
        return true;
      }
      case Opcode::stack_global: {
        const Index name = stack_.pop(), module = stack_.pop();
        if (stack_[name].kind != PickleKind::text || stack_[module].kind != PickleKind::text) {
          stack_.fail("has a global whose name is not text");
        }
        push_global(stack_[module].text + "." + stack_[name].text);
        return true;
      }
      case Opcode::reduce:
      case Opcode::new_object: {
        const Index arguments = stack_.pop();
        push_call(stack_.pop(), arguments);
        return true;
      }
      case Opcode::new_object_ex: {
        stack_.pop();  // keyword arguments
        const Index arguments = stack_.pop();
        push_call(stack_.pop(), arguments);
        return true;
      }
      case Opcode::build:  // attributes of an object: OrderedDict's _metadata, Namespace's arguments
        return stack_.pop(), stack_.top(), true;
      case Opcode::binpersid: {
        const Index id = stack_.pop();
        return stack_.push(PickleNode{PickleKind::persistent, 0, 0, {}, {id}}), true;
      }
      default:
        return false;
    }
  }

  void push_global(const std::string& name) {
    if (role_of_(name) == GlobalRole::forbidden) {
      stack_.fail(
          "refers to the Python object '" + name +
          "', which is not part of a state dict and is never executed: save model.state_dict() instead");
    }
    stack_.push(PickleNode{PickleKind::global, 0, 0, name, {}});
  }

  void push_call(Index callee, Index arguments) {
    if (stack_[callee].kind != PickleKind::global || stack_[arguments].kind != PickleKind::tuple) {
      stack_.fail("calls what is not a known function");
    }
    const std::string name = stack_[callee].text;
    if (role_of_(name) == GlobalRole::dictionary) return stack_.push(PickleKind::dictionary);
    std::vector<Index> items = stack_[arguments].items;  // copied for each of the calls that share them
    stack_.push(PickleNode{PickleKind::call, 0, 0, name, std::move(items)});
  }

  ByteReader reader_;
  GlobalRole (*role_of_)(std::string_view);
  PickleStack stack_;
};

}  // namespace

Pickle read_pickle(std::span<const std::byte> program, const std::string& what,
                   GlobalRole (*role_of)(std::string_view global), ReadBudget& budget) {
  return Machine(program, what, role_of, budget).run();
}

}  // namespace pyra

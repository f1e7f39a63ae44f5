// Little-endian numbers from untrusted bytes; every read is checked against the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "pyra/error.h"

namespace pyra {

class ByteReader {
 public:
  /// `what` begins the message of a read past the end: "<what> ends in the middle of ...".
  ByteReader(std::span<const std::byte> bytes, std::string what) : bytes_(bytes), what_(std::move(what)) {}

  std::size_t left() const { return bytes_.size() - position_; }
  std::size_t position() const { return position_; }

  std::span<const std::byte> take(std::uint64_t count) {
    if (count > left()) throw InputError(what_ + " is truncated or damaged");
    const auto result = bytes_.subspan(position_, static_cast<std::size_t>(count));
    position_ += static_cast<std::size_t>(count);
    return result;
  }

  std::string_view text(std::uint64_t count) {
    const auto bytes = take(count);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  /// All that is left, without taking it.
  std::string_view peek() const { return {reinterpret_cast<const char*>(bytes_.data()) + position_, left()}; }

  void skip(std::uint64_t count) { take(count); }

  std::uint8_t u8() { return static_cast<std::uint8_t>(little_endian(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(little_endian(2)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(little_endian(4)); }
  std::uint64_t u64() { return little_endian(8); }

 private:
  std::uint64_t little_endian(std::size_t count) {
    std::uint64_t value = 0;
    const auto bytes = take(count);
    for (std::size_t i = 0; i < count; ++i) value |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
    return value;
  }

  std::span<const std::byte> bytes_;
  std::string what_;
  std::size_t position_ = 0;
};

}  // namespace pyra

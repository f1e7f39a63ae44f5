// Structs of callers that were compiled against an earlier or a later version.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>

#include "pyra.h"
#include "pyra/error.h"

namespace pyra {

/// Bytes of the layout of 1.0, which a struct_size of 0 means.
template <class Struct>
constexpr std::size_t first_layout();
template <>
constexpr std::size_t first_layout<pyra_options>() {
  return offsetof(pyra_options, struct_size) + sizeof(pyra_options::struct_size);
}
template <>
constexpr std::size_t first_layout<pyra_call>() {
  return offsetof(pyra_call, features) + sizeof(pyra_call::features);
}

/// What `given` says, zeros where it is too short to say anything. Throws InputError for a struct_size that
/// no version can have had, and for a longer struct that says what this version does not know.
template <class Struct>
Struct read_struct(const Struct& given, const char* name) {
  constexpr std::size_t kLeast = offsetof(Struct, struct_size) + sizeof(given.struct_size), kMost = 4096;
  const std::size_t size = given.struct_size != 0 ? given.struct_size : first_layout<Struct>();
  const auto refuse = [&](const std::string& why) {
    throw InputError(std::string(name) + ".struct_size is " + std::to_string(size) + "; " + why);
  };
  if (size < kLeast || size > kMost)
    refuse("expected sizeof(" + std::string(name) + "), or 0 and the other fields zero-initialised");
  const auto* bytes = reinterpret_cast<const unsigned char*>(&given);
  if (std::any_of(bytes + std::min(size, sizeof(Struct)), bytes + size,
                  [](unsigned char byte) { return byte != 0; })) {
    refuse(
        "this library knows " + std::to_string(sizeof(Struct)) +
        " bytes of it, and what follows is not zero: the program asks for what a later version of pyra has");
  }
  Struct known{};
  std::memcpy(&known, bytes, std::min(size, sizeof(Struct)));
  return known;
}

}  // namespace pyra

// How numbers are rounded for int8 products on this machine.
//
// Activations: oneDNN's kernels for VNNI multiply unsigned
// bytes by signed ones. Given signed rows they add 128 to every byte as they read it, and take what that adds
// to the sums off again by numbers behind the packed weight: only the whole weight has them behind it, no
// group of its columns. So there rows are unsigned bytes from the start, and our epilogue takes it off.
#pragma once

#include <cstdint>

namespace pyra {

/// What rounded activations have added to them: 128 where int8 products read unsigned bytes, else 0; asked
/// once.
std::int32_t int8_offset();

/// The largest whole number that a weight is rounded to. Without VNNI products are added in pairs of 16 bits,
/// in which 255 * 63 * 2 has room and 255 * 127 * 2 has not: there 63, else 127.
std::int32_t largest_int8_weight();

}  // namespace pyra

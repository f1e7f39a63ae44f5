// How much memory this process uses.
#pragma once

#include <cstdint>

namespace pyra {

/// The most physical memory this process has held at once, in bytes; 0 where the system does not say.
std::int64_t peak_rss_bytes();
/// The same in units of 1e6 bytes, as records and reports have it.
inline double peak_rss_mb() { return static_cast<double>(peak_rss_bytes()) / 1e6; }
/// What it holds now, in bytes; 0 where the system does not say.
std::int64_t current_rss_bytes();

}  // namespace pyra

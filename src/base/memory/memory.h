// How much memory this process uses.
#pragma once

#include <cstdint>

namespace pyra {

/// The most physical memory this process has held at once, in bytes; 0 where the system does not say.
std::int64_t peak_rss_bytes();
/// What it holds now, in bytes; 0 where the system does not say.
std::int64_t current_rss_bytes();

}  // namespace pyra

// How torch's threads wait for each other.
#pragma once

namespace pyra {

/// OpenMP's threads spin where they wait, which beside other work costs most of the time: what they wait for
/// does not get to run meanwhile. How they wait is read from the environment when the program starts, so this
/// starts it anew, as it was called, with waiting threads that sleep; returns where that is so already, where
/// the user has chosen, and for one thread.
void wait_politely(int threads);

}  // namespace pyra

// What means and deviations of colours can be, wherever they are read from.
#pragma once

namespace pyra {

// A smaller deviation is no measured one, and its inverse would leave float32.
inline constexpr double kLeastDeviation = 1e-6;
// Colours are from 0 to 1; those up to 255, which older adapters may have been trained with, are still below.
inline constexpr double kMostColour = 1000;

}  // namespace pyra

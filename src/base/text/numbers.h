// Numbers as people read them. Independent of the process's locale, unlike printf.
#pragma once

#include <cstdint>
#include <string>

namespace pyra {

/// "12.30" for (12.3, 2); an en dash for NaN and infinities, a true minus sign for negative values.
std::string fixed_number(double value, int decimals);
/// Four significant digits or all of an integer part, without trailing zeros: "0.01235", "81.25", "294,912".
std::string short_number(double value);
/// Three significant digits, plain ASCII, as C's %.3g: "0.00123", "1.23e+04".
std::string three_digits(double value);
/// The shortest plain text that reads back as the same number: "0.1", "12.5", "1e+20".
std::string exact_number(float value);
/// "294,912".
std::string grouped(std::int64_t value);
/// A coordinate for SVG: at most two decimals, plain ASCII.
std::string coordinate(double value);
/// "0:42", "1:02:03"; "-:--" for anything but finite, non-negative seconds.
std::string clock_time(double seconds);

}  // namespace pyra

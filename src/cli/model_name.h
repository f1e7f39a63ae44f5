// What an option is called that takes a checkpoint: a file, a folder, or a name to fetch one by.
#pragma once

namespace pyra {

inline constexpr const char* kModelName = "FILE|NAME";

}  // namespace pyra

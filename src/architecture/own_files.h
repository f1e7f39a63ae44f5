// The files that pyra writes, told apart by what their metadata hold.
#pragma once

#include <string>

#include "pyra/checkpoint.h"
#include "pyra/error_code.h"

namespace pyra {

/// Key of a run's identity in the metadata of its checkpoint (last.ckpt).
inline constexpr const char* kRunKey = "pyra.run";

struct OwnFile {
  const char* key;     // in the metadata
  const char* what;    // "a pyra adapter"
  const char* advice;  // what to do with it where a backbone is asked for
  ErrorCode code;      // of that
};

/// Null for a file that is no adapter, exported model, token compensator or run's checkpoint.
const OwnFile* own_file(const Checkpoint& checkpoint);

}  // namespace pyra

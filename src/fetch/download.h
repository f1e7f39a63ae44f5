// One file from a server onto the disk, going on where an earlier try ended.
#pragma once

#include <functional>
#include <optional>

#include "fetch/follow.h"
#include "fetch/observer.h"
#include "fetch/partial_file.h"

namespace pyra {

struct Download {
  Url url;
  std::string label;                       // for people
  std::optional<std::uint64_t> size = {};  // where it is known before
  std::uint64_t most = 0;                  // bytes that it may have; 0: what the disk holds
  std::string validator = {};              // If-Range, where a part may be of an earlier version of the file
  bool resumable = true;                   // else every try begins at the first byte
  std::vector<std::string> headers = {};   // others
  /// Of an answer that begins the file (200) or goes on with it (206), before its first byte.
  std::function<void(const HttpAnswer&)> begins = [](const HttpAnswer&) {};
};

/// Fills `file` to its end and returns the last answer: of status 200 or 206 where the file is whole, of any
/// other where the server refused. Broken connections and servers that are busy (429, 5xx) are tried again a
/// few times. Throws InputError for a server that announces no size, another one than was known, or sends
/// more than it announced; what http.h throws for the rest.
HttpAnswer download(Http& http, const Download& wanted, const Follow& rules, PartialFile& file,
                    const FetchObserver& observer);

/// Waits `seconds`, unless the user stops it: then throws Interrupted.
void pause(double seconds, const FetchObserver& observer);

/// Server errors that pass: too many questions, or a fault of its own.
bool may_pass(int status);

}  // namespace pyra

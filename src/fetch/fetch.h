// A checkpoint by name becomes a file of this machine: the one way by which names lead to the network.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "fetch/hub_settings.h"
#include "fetch/observer.h"
#include "fetch/remote_name.h"

namespace pyra {

struct FetchedFile {
  std::string name;
  std::filesystem::path path;
  std::uint64_t bytes = 0;
  bool was_there = false;  // nothing was downloaded for it
};

struct Fetched {
  std::string name;            // with the commit that was taken: "hf:owner/name@2f0c..."
  std::filesystem::path path;  // of the weights, or of the index of their parts
  std::vector<FetchedFile> files;
};

enum class Ask {
  if_needed,  // what the cache holds is taken as it is: the same file tomorrow, and no network
  always,     // whether the revision has moved on
};

/// `text` as remote_name.h says. Throws InputError, Failure and Interrupted in sentences that say what to do.
Fetched fetch(const std::string& text, Ask ask, const HubSettings& settings, const FetchObserver& observer);

}  // namespace pyra

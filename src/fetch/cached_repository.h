// What the cache holds of a repository, without asking anybody.
#pragma once

#include <optional>

#include "fetch/fetch.h"
#include "fetch/hub_cache.h"

namespace pyra {

struct CachedRepository {
  Fetched fetched;
  /// Every file that could matter is there, or known not to exist. Else the weights are there, but nobody has
  /// asked yet for what else says how pictures are made.
  bool complete = false;
};

/// Empty where the cache does not know the revision or lacks weights.
std::optional<CachedRepository> find_cached(const HubCache& cache, const HubName& name);

/// The files that the index among them lists, in the index's folder; itself not among them. None for a file
/// that is no index.
std::vector<std::string> parts_of(const std::filesystem::path& weights, const std::string& name);

}  // namespace pyra

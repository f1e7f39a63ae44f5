#include "fetch/cached_repository.h"

#include <algorithm>

#include "fetch/file_choice.h"
#include "io/sharded.h"
#include "pyra/error.h"

namespace pyra {
namespace fs = std::filesystem;

std::vector<std::string> parts_of(const fs::path& weights, const std::string& name) {
  std::vector<std::string> parts;
  if (!looks_like_index(weights)) return parts;
  const fs::path folder = fs::path(name).parent_path();
  for (const std::string& part : index_shards(weights)) parts.push_back((folder / part).string());
  return parts;
}

std::optional<CachedRepository> find_cached(const HubCache& cache, const HubName& name) {
  const auto commit = cache.commit_of(name.revision);
  if (!commit) return {};
  const fs::path snapshot = cache.snapshot(*commit);
  CachedRepository found;
  try {
    const std::string under = fs::path(name.file).parent_path().string();
    const FileChoice choice = choose_files(cache.files(*commit, under), name.file, name.spelled());
    std::vector<std::string> files = choice.companions;
    files.push_back(choice.weights);
    for (const std::string& part : parts_of(snapshot / choice.weights, choice.weights)) files.push_back(part);
    for (const std::string& file : files)
      found.fetched.files.push_back({file, snapshot / file, fs::file_size(snapshot / file), true});
    found.fetched.name = name.spelled(*commit);
    found.fetched.path = snapshot / choice.weights;
    found.complete = std::all_of(choice.absent.begin(), choice.absent.end(),
                                 [&](const std::string& file) { return cache.is_absent(*commit, file); });
  } catch (const InputError&) {  // no weights, or several, or an index that cannot be read
    return {};
  } catch (const fs::filesystem_error&) {  // a part that is missing
    return {};
  }
  return found;
}

}  // namespace pyra

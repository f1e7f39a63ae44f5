// The folder in which huggingface_hub keeps what it downloaded: what it put there is found, and it finds what
// pyra puts there.
//
//   models--OWNER--NAME/refs/REVISION             the commit that a branch or tag was last
//                       blobs/ETAG                contents, by the hub's own name for them
//                       snapshots/COMMIT/FILE     links to blobs
//                       .no_exist/COMMIT/FILE     empty: the commit has no such file
//   .locks/models--OWNER--NAME/ETAG.lock          held while a blob is downloaded
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "fetch/remote_name.h"

namespace pyra {

class HubCache {
 public:
  HubCache(const std::filesystem::path& cache, const HubName& name);

  /// Of a branch, a tag, or 40 digits, which are one. Empty where this cache has not seen it.
  std::optional<std::string> commit_of(const std::string& revision) const;
  void keep_commit(const std::string& revision, const std::string& commit) const;

  std::filesystem::path snapshot(const std::string& commit) const { return folder_ / "snapshots" / commit; }
  /// Names of the regular files in the snapshot's folder `under`, as the repository calls them.
  std::vector<std::string> files(const std::string& commit, const std::string& under) const;
  bool is_absent(const std::string& commit, const std::string& file) const;
  void note_absent(const std::string& commit, const std::string& file) const;

  std::filesystem::path blob(const std::string& etag) const { return folder_ / "blobs" / etag; }
  std::filesystem::path lock(const std::string& etag) const { return locks_ / (etag + ".lock"); }
  /// Makes the snapshot's `file` lead to the blob.
  void link(const std::string& commit, const std::string& file, const std::string& etag) const;

  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_, locks_;
};

bool is_commit(const std::string& revision);

/// "hf:owner/name@commit" of a path inside such a cache; empty for any other.
std::string hub_name_of(const std::filesystem::path& path);

}  // namespace pyra

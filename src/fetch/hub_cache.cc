#include "fetch/hub_cache.h"

#include <algorithm>

#include "base/digest.h"
#include "fetch/make_folder.h"
#include "io/atomic_file.h"
#include "io/text_file.h"
#include "pyra/error.h"

namespace pyra {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kCommitDigits = 40;

fs::path in_folder(const std::string& file) { return fs::path(file).parent_path(); }

}  // namespace

bool is_commit(const std::string& revision) { return is_hex(revision, kCommitDigits); }

HubCache::HubCache(const fs::path& cache, const HubName& name)
    : folder_(cache / ("models--" + name.owner + "--" + name.name)),
      locks_(cache / ".locks" / ("models--" + name.owner + "--" + name.name)) {}

std::optional<std::string> HubCache::commit_of(const std::string& revision) const {
  if (is_commit(revision)) return revision;
  std::error_code ignored;
  const fs::path file = folder_ / "refs" / revision;
  if (!fs::is_regular_file(file, ignored)) return {};
  const std::string commit = read_text_file(file, 4096).substr(0, kCommitDigits);
  return is_commit(commit) ? std::optional(commit) : std::nullopt;
}

void HubCache::keep_commit(const std::string& revision, const std::string& commit) const {
  if (revision == commit || commit_of(revision) == commit) return;
  const fs::path file = folder_ / "refs" / revision;
  make_folder(file.parent_path());
  write_text(file, commit);
}

std::vector<std::string> HubCache::files(const std::string& commit, const std::string& under) const {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(snapshot(commit) / under, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_regular_file(ignored))
      names.push_back((fs::path(under) / entry->path().filename()).string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool HubCache::is_absent(const std::string& commit, const std::string& file) const {
  std::error_code ignored;
  return fs::exists(folder_ / ".no_exist" / commit / file, ignored);
}

void HubCache::note_absent(const std::string& commit, const std::string& file) const {
  if (is_absent(commit, file)) return;
  const fs::path mark = folder_ / ".no_exist" / commit / file;
  make_folder(mark.parent_path());
  write_text(mark, "");
}

void HubCache::link(const std::string& commit, const std::string& file, const std::string& etag) const {
  const fs::path pointer = snapshot(commit) / file;
  make_folder(pointer.parent_path());
  fs::path up = "../..";
  for (const fs::path& part : in_folder(file)) {
    (void)part;
    up /= "..";
  }
  const fs::path target = up / "blobs" / etag;
  std::error_code error;
  if (fs::read_symlink(pointer, error) == target) return;
  fs::remove(pointer, error);
  fs::create_symlink(target, pointer, error);
  if (error)
    throw Failure("cannot link " + pointer.string() + " to " + target.string() + ": " + error.message());
}

std::string hub_name_of(const fs::path& path) {
  fs::path::iterator part = path.begin();
  const std::string mark = "models--";
  while (part != path.end() && !part->string().starts_with(mark)) ++part;
  if (part == path.end()) return {};
  const std::string repository = part->string().substr(mark.size());
  const std::size_t between = repository.find("--");
  if (between == std::string::npos || ++part == path.end() || part->string() != "snapshots") return {};
  if (++part == path.end() || !is_commit(part->string())) return {};
  return "hf:" + repository.substr(0, between) + "/" + repository.substr(between + 2) + "@" + part->string();
}

}  // namespace pyra

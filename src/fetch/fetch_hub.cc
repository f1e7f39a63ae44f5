#include "fetch/fetch_hub.h"

#include "base/json/json_reader.h"
#include "fetch/cached_repository.h"
#include "fetch/content_check.h"
#include "fetch/download.h"
#include "fetch/file_choice.h"
#include "fetch/file_lock.h"
#include "fetch/hub_refusal.h"
#include "fetch/hub_repository.h"
#include "fetch/make_folder.h"

namespace pyra {
namespace fs = std::filesystem;
namespace {

class HubFetch {
 public:
  HubFetch(const HubName& name, const HubCache& cache, const HubSettings& settings,
           const FetchObserver& observer)
      : name_(name),
        cache_(cache),
        settings_(settings),
        observer_(observer),
        http_(make_http({settings.answer_seconds, settings.stall_seconds, observer.stop})),
        repository_(*http_, settings, name, observer) {}

  Fetched run() {
    const HubListing listing = repository_.list();
    commit_ = listing.commit;
    const FileChoice choice = choose_files(listing.files, name_.file, name_.spelled());
    for (const std::string& file : choice.companions) take(file, kMaxJsonBytes);
    const bool index = choice.weights.ends_with(".json");
    result_.path = take(choice.weights, index ? kMaxJsonBytes : 0);
    for (const std::string& part : parts_of(result_.path, choice.weights)) take(part, 0);
    note(choice.absent);
    result_.name = name_.spelled(commit_);
    return std::move(result_);
  }

 private:
  /// The last step: until all is there the revision stays what it was.
  void note(const std::vector<std::string>& absent) {
    try {
      for (const std::string& file : absent) cache_.note_absent(commit_, file);
      cache_.keep_commit(name_.revision, commit_);
    } catch (const Failure& error) {  // a cache that others fill, mounted to be read
      observer_.say(std::string("fetch      ") + error.what() + "; the hub will be asked again next time");
    }
  }

  fs::path take(const std::string& file, std::uint64_t most) {
    const fs::path pointer = cache_.snapshot(commit_) / file;
    std::error_code ignored;
    bool there = fs::is_regular_file(pointer, ignored);
    if (!there) {
      const HubFile described = repository_.describe(commit_, file);
      const FileLock lock(cache_.lock(described.etag), observer_.stop, [&] {
        observer_.say("fetch      waits for another process that downloads " + file);
      });
      there = fs::is_regular_file(cache_.blob(described.etag), ignored);
      if (!there) download_blob(file, described, most);
      cache_.link(commit_, file, described.etag);
    }
    result_.files.push_back({file, pointer, fs::file_size(pointer), there});
    return pointer;
  }

  void download_blob(const std::string& file, const HubFile& described, std::uint64_t most) {
    const fs::path blob = cache_.blob(described.etag);
    make_folder(blob.parent_path());
    PartialFile partial(blob.string() + ".incomplete");  // the name that huggingface_hub gave it, too
    observer_.say("fetch      " + name_.spelled() + ": " + file + ", " + byte_text(described.size) +
                  (partial.size() > 0 ? ", of which " + byte_text(partial.size()) + " are here," : "") +
                  " from " + settings_.endpoint);
    const Download wanted{described.url, file, described.size, most};
    const HttpAnswer answer = download(*http_, wanted, repository_.rules(), partial, observer_);
    if (answer.status != 200 && answer.status != 206) refuse_as_hub(answer, name_, file, settings_);
    partial.flush();
    check_content(partial.path(), described.etag, file + " of " + name_.spelled(), observer_.stop);
    fs::rename(partial.path(), blob);
  }

  const HubName& name_;
  const HubCache& cache_;
  const HubSettings& settings_;
  const FetchObserver& observer_;
  std::unique_ptr<Http> http_;
  HubRepository repository_;
  std::string commit_;
  Fetched result_;
};

}  // namespace

Fetched fetch_from_hub(const HubName& name, Ask ask, const HubSettings& settings,
                       const FetchObserver& observer) {
  const HubCache cache(settings.cache, name);
  const auto cached = find_cached(cache, name);
  if (cached && cached->complete && (ask == Ask::if_needed || is_commit(name.revision)))
    return cached->fetched;
  const auto take_cached = [&](const std::string& why) {
    observer.say("fetch      " + why + "; " + cached->fetched.name + " is taken as the cache holds it");
    return cached->fetched;
  };
  if (!settings.offline.empty()) {
    if (cached) return take_cached(settings.offline + " is set");
    throw InputError(name.spelled() + " is not in " + settings.cache.string() + ", and " + settings.offline +
                     " keeps pyra from downloading it: unset it, or " + by_hand(name, settings));
  }
  try {
    return HubFetch(name, cache, settings, observer).run();
  } catch (const Unreachable& error) {
    if (cached) return take_cached(error.what());
    throw Failure(name.spelled() + ": " + error.what() + ". Without a network: " + by_hand(name, settings));
  } catch (const BrokenOff& error) {
    throw Failure(name.spelled() + ": " + error.what() +
                  "; what came is kept, and the same command goes on from there");
  }
}

}  // namespace pyra

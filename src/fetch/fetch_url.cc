#include "fetch/fetch_url.h"

#include "fetch/content_check.h"
#include "fetch/download.h"
#include "fetch/file_lock.h"
#include "fetch/make_folder.h"
#include "fetch/url_cache.h"

namespace pyra {
namespace fs = std::filesystem;
namespace {

/// What tells versions of a file apart; weak ETags do not tell bytes apart.
std::string validator_of(const HttpAnswer& answer) {
  const std::string etag = answer.header("etag");
  if (!etag.empty()) return etag.starts_with("W/") ? "" : etag;
  return answer.header("last-modified");
}

std::string by_hand(const UrlName& name) {
  return "download " + name.url.text() + " by other means and name the file";
}

[[noreturn]] void refuse(const HttpAnswer& answer, const UrlName& name) {
  const std::string says =
      name.url.text() + ": " + answer.url.host + " answers HTTP " + std::to_string(answer.status);
  if (answer.status == 404 || answer.status == 410)
    throw InputError(says + ": there is no such file; is the address right?");
  if (answer.status == 401 || answer.status == 403)
    throw InputError(says + ": it does not give this file to everybody; " + by_hand(name));
  throw Failure(says + "; try again later, or " + by_hand(name));
}

class UrlFetch {
 public:
  UrlFetch(const UrlName& name, const UrlCache& cache, const HubSettings& settings,
           const FetchObserver& observer)
      : name_(name), cache_(cache), settings_(settings), observer_(observer) {}

  /// False where the server says that `known` is still the version.
  bool run(const std::string& known) {
    make_folder(settings_.urls);
    const FileLock lock(cache_.lock(), observer_.stop, [&] {
      observer_.say("fetch      waits for another process that downloads " + name_.file);
    });
    if (known.empty() && cache_.record()) return true;  // that process has done it
    PartialFile partial(cache_.partial());
    validator_ = cache_.partial_validator();
    if (validator_.empty()) partial.start_anew();
    const HttpAnswer answer = ask(partial, known);
    if (answer.status == 304 && !known.empty()) return false;
    if (answer.status != 200 && answer.status != 206) refuse(answer, name_);
    partial.flush();
    check_content(partial.path(), name_.sha256, name_.url.text(), observer_.stop);
    cache_.keep(file_sha256(partial.path(), observer_.stop), validator_);
    return true;
  }

 private:
  HttpAnswer ask(PartialFile& partial, const std::string& known) {
    const auto http = make_http({settings_.answer_seconds, settings_.stall_seconds, observer_.stop});
    Follow rules;
    rules.token = settings_.token;
    if (const auto hub = parse_url(settings_.endpoint)) rules.token_origin = hub->origin();
    Download wanted{name_.url, name_.file};
    wanted.validator = validator_;
    wanted.resumable = !validator_.empty();
    if (!known.empty())
      wanted.headers.push_back((known.front() == '"' ? "If-None-Match: " : "If-Modified-Since: ") + known);
    wanted.begins = [&](const HttpAnswer& begun) {
      if (begun.header("content-type").starts_with("text/html"))
        throw InputError(name_.url.text() +
                         " is a web page, not a file of weights; name the address of the file itself");
      if (begun.status == 200) {
        validator_ = validator_of(begun);
        cache_.keep_partial(validator_);
        wanted.validator = validator_;  // for the tries that follow
        wanted.resumable = !validator_.empty();
      }
      if (!said_)
        observer_.say("fetch      " + name_.file + " from " + name_.url.origin() +
                      (begun.status == 206 ? ", of which " + byte_text(partial.size()) + " are here" : ""));
      said_ = true;
    };
    return download(*http, wanted, rules, partial, observer_);
  }

  const UrlName& name_;
  const UrlCache& cache_;
  const HubSettings& settings_;
  const FetchObserver& observer_;
  std::string validator_;
  bool said_ = false;
};

}  // namespace

Fetched fetch_from_url(const UrlName& name, Ask ask, const HubSettings& settings,
                       const FetchObserver& observer) {
  const UrlCache cache(settings.urls, name);
  const auto cached = cache.record();
  bool was_there = cached && (ask == Ask::if_needed || !name.sha256.empty());
  if (!was_there && !settings.offline.empty()) {
    if (!cached)
      throw InputError(name.url.text() + " is not in " + settings.urls.string() + ", and " +
                       settings.offline + " keeps pyra from downloading it; unset it, or " + by_hand(name));
    was_there = true;
  }
  if (!was_there) {
    try {
      was_there = !UrlFetch(name, cache, settings, observer).run(cached ? cached->validator : "");
    } catch (const Unreachable& error) {
      if (!cached)
        throw Failure(name.url.text() + ": " + error.what() + ". Without a network: " + by_hand(name));
      observer.say(std::string("fetch      ") + error.what() + "; the file of " + cached->url +
                   " is taken as the cache holds it");
      was_there = true;
    } catch (const BrokenOff& error) {
      throw Failure(name.url.text() + ": " + error.what() +
                    "; what came is kept, and the same command goes on from there");
    }
  }
  return {name.url.text(), cache.file(), {{name.file, cache.file(), fs::file_size(cache.file()), was_there}}};
}

}  // namespace pyra

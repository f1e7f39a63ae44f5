#include "fetch/hub_repository.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/json/json_reader.h"
#include "fetch/file_choice.h"
#include "fetch/hub_cache.h"
#include "fetch/hub_refusal.h"
#include "fetch/whole_text.h"

namespace pyra {
namespace {

constexpr int kAnswerSeconds = 120;  // for an answer without a file, slow or not

/// W/"abc" -> abc.
std::string normalised(std::string etag) {
  if (etag.starts_with("W/")) etag.erase(0, 2);
  if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"') etag = etag.substr(1, etag.size() - 2);
  return etag;
}

/// It becomes a file's name.
bool is_safe(const std::string& etag) {
  return !etag.empty() && etag.size() <= 200 && etag.front() != '.' &&
         std::all_of(etag.begin(), etag.end(), [](unsigned char c) {
           return c < 0x80 && (std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.');
         });
}

}  // namespace

HubRepository::HubRepository(Http& http, const HubSettings& settings, const HubName& name,
                             const FetchObserver& observer)
    : http_(http), settings_(settings), name_(name), observer_(observer) {
  rules_.token = settings.token;
  rules_.token_origin = address("").origin();
}

Url HubRepository::address(const std::string& path) const {
  const auto url = parse_url(settings_.endpoint + path);
  if (!url) throw InputError(settings_.endpoint + path + " is no address; is HF_ENDPOINT right?");
  return *url;
}

HubListing HubRepository::list() const {
  HttpRequest request{
      address("/api/models/" + name_.repository() + "/revision/" + percent_encoded(name_.revision, true)),
      false,
      {"Accept: application/json", "Accept-Encoding: identity"},
      kAnswerSeconds};
  const TextAnswer answer = whole_text(http_, request, rules_, kMaxJsonBytes, observer_);
  if (answer.answer.status != 200) refuse_as_hub(answer.answer, name_, "", settings_);
  const std::string where = "the hub's answer about " + name_.spelled() + " (" + request.url.origin() + ")";
  const nlohmann::json json = parse_json(answer.text, where);
  const auto fail = [&](const std::string& what) {
    throw InputError(where + " " + what + "; is HF_ENDPOINT a hub?");
  };
  if (!json.is_object() || !json.contains("sha") || !json["sha"].is_string() || !json.contains("siblings") ||
      !json["siblings"].is_array())
    fail("names no commit (sha) and no files (siblings)");
  HubListing listing;
  listing.commit = json["sha"].get<std::string>();
  if (!is_commit(listing.commit)) fail("names the commit " + shown(json["sha"]) + ", which is none");
  if (is_commit(name_.revision) && name_.revision != listing.commit)
    fail("is about the commit " + listing.commit + ", another one");
  for (const auto& entry : json["siblings"]) {
    if (!entry.is_object() || !entry.contains("rfilename") || !entry["rfilename"].is_string())
      fail("lists a file without a name");
    listing.files.push_back(entry["rfilename"].get<std::string>());
  }
  check_listing(listing.files, name_.spelled());
  return listing;
}

HubFile HubRepository::describe(const std::string& commit, const std::string& file) const {
  HubFile found;
  found.url = address("/" + name_.repository() + "/resolve/" + commit + "/" + percent_encoded(file));
  Follow rules = rules_;
  rules.stay = true;  // it is the hub that knows, not where the contents lie
  const HttpRequest request{found.url, true, {"Accept-Encoding: identity"}, kAnswerSeconds};
  const HttpAnswer answer = whole_text(http_, request, rules, kMaxJsonBytes, observer_).answer;
  if (answer.status / 100 != 2 && answer.status / 100 != 3) refuse_as_hub(answer, name_, file, settings_);
  const auto fail = [&](const std::string& what) {
    throw InputError(name_.spelled() + ": the hub's answer about " + file + " " + what +
                     "; is HF_ENDPOINT a hub?");
  };
  if (const std::string other = answer.header("x-repo-commit"); !other.empty() && other != commit)
    fail("is of the commit '" + other + "', not of " + commit);
  const std::string linked = answer.header("x-linked-etag");
  found.etag = normalised(linked.empty() ? answer.header("etag") : linked);
  if (!is_safe(found.etag)) fail("has no usable ETag ('" + found.etag + "')");
  std::string size = answer.header("x-linked-size");
  if (size.empty() && answer.status / 100 == 2) size = answer.header("content-length");
  const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), found.size);
  if (size.empty() || error != std::errc() || end != size.data() + size.size())
    fail("does not say how large it is");
  return found;
}

}  // namespace pyra

// What a hub says of a repository: its files at a revision, and each file's name for its contents.
#pragma once

#include "fetch/follow.h"
#include "fetch/hub_settings.h"
#include "fetch/observer.h"
#include "fetch/remote_name.h"

namespace pyra {

struct HubListing {
  std::string commit;  // 40 digits
  std::vector<std::string> files;
};

struct HubFile {
  std::string etag;  // fit to be a file's name
  std::uint64_t size = 0;
  Url url;  // where its contents are asked for
};

class HubRepository {
 public:
  HubRepository(Http& http, const HubSettings& settings, const HubName& name, const FetchObserver& observer);

  /// Throws as hub_refusal.h and http.h say; InputError for an answer that no hub gives.
  HubListing list() const;
  HubFile describe(const std::string& commit, const std::string& file) const;

  /// For this hub's requests.
  const Follow& rules() const { return rules_; }

 private:
  Url address(const std::string& path) const;

  Http& http_;
  const HubSettings& settings_;
  const HubName& name_;
  const FetchObserver& observer_;
  Follow rules_;
};

}  // namespace pyra

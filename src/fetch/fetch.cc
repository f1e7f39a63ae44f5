#include "fetch/fetch.h"

#include "fetch/fetch_hub.h"
#include "fetch/fetch_url.h"

namespace pyra {

Fetched fetch(const std::string& text, Ask ask, const HubSettings& settings, const FetchObserver& observer) {
  const RemoteName name = parse_remote_name(text, settings.endpoint);
  if (const auto* hub = std::get_if<HubName>(&name)) return fetch_from_hub(*hub, ask, settings, observer);
  return fetch_from_url(std::get<UrlName>(name), ask, settings, observer);
}

}  // namespace pyra

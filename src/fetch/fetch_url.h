// A file by its own address.
#pragma once

#include "fetch/fetch.h"

namespace pyra {

Fetched fetch_from_url(const UrlName& name, Ask ask, const HubSettings& settings,
                       const FetchObserver& observer);

}  // namespace pyra

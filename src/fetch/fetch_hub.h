// Files of a repository of the hub.
#pragma once

#include "fetch/fetch.h"

namespace pyra {

Fetched fetch_from_hub(const HubName& name, Ask ask, const HubSettings& settings,
                       const FetchObserver& observer);

}  // namespace pyra

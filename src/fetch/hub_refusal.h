// What the hub's refusals mean, and what to do.
#pragma once

#include <string>

#include "fetch/http.h"
#include "fetch/hub_settings.h"
#include "fetch/remote_name.h"

namespace pyra {

/// Of an answer that is no success. `file`: that was asked for; empty: the list of files. Throws InputError:
/// no such repository, revision or file; private or gated; Unreachable for a hub that is down or busy.
[[noreturn]] void refuse_as_hub(const HttpAnswer& answer, const HubName& name, const std::string& file,
                                const HubSettings& settings);

/// The sentence for a machine without a network: what to download elsewhere, and where to put it.
std::string by_hand(const HubName& name, const HubSettings& settings);

}  // namespace pyra

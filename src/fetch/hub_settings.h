// Where the hub is, where its files are kept, and who asks: the environment of huggingface_hub.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace pyra {

struct HubSettings {
  std::string endpoint;         // HF_ENDPOINT; no slash at its end
  std::filesystem::path cache;  // HF_HUB_CACHE, HF_HOME/hub, XDG_CACHE_HOME/huggingface/hub ...
  std::filesystem::path urls;   // XDG_CACHE_HOME/pyra/urls: what came from other addresses, pyra's own
  std::string token;            // HF_TOKEN, or the file that HF_TOKEN_PATH or HF_HOME/token names
  std::string offline;      // the variable that says so (HF_HUB_OFFLINE, TRANSFORMERS_OFFLINE); else empty
  int answer_seconds = 10;  // HF_HUB_ETAG_TIMEOUT: for a connection
  int stall_seconds = 30;   // HF_HUB_DOWNLOAD_TIMEOUT: without a byte
};

using GetVariable = std::function<const char*(const char*)>;

/// `get` is getenv(), or a test's. Throws InputError naming the variable that makes no sense.
HubSettings hub_settings(const GetVariable& get);
/// Of this process.
HubSettings hub_settings();

}  // namespace pyra

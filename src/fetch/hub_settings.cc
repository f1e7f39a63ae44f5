#include "fetch/hub_settings.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <fstream>

#include "base/text/words.h"
#include "fetch/url.h"
#include "pyra/error.h"

namespace pyra {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kLongestToken = 4096;

class Variables {
 public:
  explicit Variables(const GetVariable& get) : get_(get) {}

  std::string text(const char* name) const {
    const char* value = get_(name);
    return value == nullptr ? "" : value;
  }

  /// A path with ~ and $NAME or ${NAME} replaced; `otherwise` where it is not set.
  fs::path path(const char* name, const fs::path& otherwise) const {
    std::string given = text(name);
    if (given.empty()) return otherwise;
    if (given == "~" || given.starts_with("~/")) given.replace(0, 1, text("HOME"));
    std::string whole;
    for (std::size_t at = 0; at < given.size();) {
      if (given[at] != '$') {
        whole += given[at++];
        continue;
      }
      const bool braces = at + 1 < given.size() && given[at + 1] == '{';
      const std::size_t begin = at + (braces ? 2 : 1);
      std::size_t end = begin;
      while (end < given.size() &&
             (std::isalnum(static_cast<unsigned char>(given[end])) != 0 || given[end] == '_'))
        ++end;
      const std::string variable = given.substr(begin, end - begin);
      const bool known = !variable.empty() && get_(variable.c_str()) != nullptr;
      if (braces && end < given.size()) ++end;
      whole += known ? text(variable.c_str()) : given.substr(at, std::max(end, at + 1) - at);
      at = std::max(end, at + 1);
    }
    return whole;
  }

  /// As huggingface_hub reads it: 1, on, yes and true, in any case.
  bool truth(const char* name) const {
    const std::string value = lower_case(text(name));
    return value == "1" || value == "on" || value == "yes" || value == "true";
  }

  int seconds(const char* name, int otherwise) const {
    const std::string given = text(name);
    if (given.empty()) return otherwise;
    int value = 0;
    const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), value);
    if (error != std::errc() || end != given.data() + given.size() || value < 1 || value > 86400)
      throw InputError(std::string(name) + "=" + given + " in the environment; expected seconds, 1 to 86400");
    return value;
  }

 private:
  const GetVariable& get_;
};

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n"), end = text.find_last_not_of(" \t\r\n");
  return begin == std::string::npos ? "" : text.substr(begin, end - begin + 1);
}

/// It becomes a line of a request: what would begin another one is no token.
std::string checked(const std::string& token, const std::string& place) {
  for (const unsigned char c : token) {
    if (c <= ' ' || c >= 0x7f)
      throw InputError(place +
                       " holds no token: letters and digits in one word expected (it begins with hf_)");
  }
  return token;
}

std::string token_of(const Variables& variables, const fs::path& home) {
  if (variables.truth("HF_HUB_DISABLE_IMPLICIT_TOKEN")) return {};
  for (const char* name : {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"}) {
    if (const std::string token = trimmed(variables.text(name)); !token.empty()) return checked(token, name);
  }
  const fs::path file = variables.path("HF_TOKEN_PATH", home / "token");
  std::ifstream stream(file, std::ios::binary);
  std::string text(kLongestToken, '\0');
  if (!stream.read(text.data(), static_cast<std::streamsize>(text.size())).eof()) return {};
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return checked(trimmed(text), file.string());
}

std::string endpoint_of(const Variables& variables) {
  std::string endpoint = variables.text("HF_ENDPOINT");
  if (endpoint.empty()) return "https://huggingface.co";
  while (endpoint.ends_with('/')) endpoint.pop_back();
  const auto url = parse_url(endpoint);
  if (!url || (url->scheme == "http" && !is_loopback(*url)))
    throw InputError("HF_ENDPOINT=" + endpoint +
                     " in the environment; expected https://HOST (or http:// of this machine)");
  return endpoint;
}

}  // namespace

HubSettings hub_settings(const GetVariable& get) {
  const Variables variables(get);
  HubSettings settings;
  settings.endpoint = endpoint_of(variables);
  const fs::path caches = variables.path("XDG_CACHE_HOME", fs::path(variables.text("HOME")) / ".cache");
  const fs::path home = variables.path("HF_HOME", caches / "huggingface/");
  settings.cache = variables.path("HF_HUB_CACHE", variables.path("HUGGINGFACE_HUB_CACHE", home / "hub"));
  settings.urls = caches / "pyra" / "urls";
  settings.token = token_of(variables, home);
  // The first of them that is set decides, whatever it says.
  const char* said = variables.text("HF_HUB_OFFLINE").empty() ? "TRANSFORMERS_OFFLINE" : "HF_HUB_OFFLINE";
  if (variables.truth(said)) settings.offline = said;
  settings.answer_seconds = variables.seconds("HF_HUB_ETAG_TIMEOUT", settings.answer_seconds);
  settings.stall_seconds = variables.seconds("HF_HUB_DOWNLOAD_TIMEOUT", settings.stall_seconds);
  return settings;
}

HubSettings hub_settings() {
  return hub_settings([](const char* name) -> const char* { return std::getenv(name); });
}

}  // namespace pyra

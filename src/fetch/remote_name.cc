#include "fetch/remote_name.h"

#include <algorithm>
#include <cctype>

#include "base/digest.h"
#include "base/text/words.h"
#include "pyra/error.h"

namespace pyra {
namespace {

constexpr std::size_t kLongest = 96;  // the hub's own limit for a name

/// As the hub lets owners, repositories and, by parts, revisions be called.
bool is_word(std::string_view word) {
  return !word.empty() && word.size() <= kLongest && word.find("..") == std::string_view::npos &&
         word.front() != '.' && word.front() != '-' && word.back() != '.' && word.back() != '-' &&
         std::all_of(word.begin(), word.end(), [](unsigned char c) {
           return c < 0x80 && (std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-');
         });
}

bool is_repository_word(std::string_view word) {
  return is_word(word) && word.find("--") == std::string_view::npos;  // which stands for / in the cache
}

bool is_revision(std::string_view revision) {
  if (revision.size() > 255) return false;
  for (std::size_t at = 0; at <= revision.size();) {
    const std::size_t end = std::min(revision.find('/', at), revision.size());
    if (!is_word(revision.substr(at, end - at))) return false;
    at = end + 1;
  }
  return true;
}

[[noreturn]] void refuse(const std::string& text, const std::string& reason) {
  throw InputError(
      text + ": " + reason +
      "; expected hf:OWNER/NAME, hf:OWNER/NAME@REVISION, hf:OWNER/NAME@REVISION:FILE, timm:NAME or "
      "https://HOST/PATH/FILE");
}

HubName parse_hub(const std::string& text, std::string rest, const std::string& owner) {
  HubName hub;
  if (const std::size_t colon = rest.find(':'); colon != std::string::npos) {
    hub.file = rest.substr(colon + 1);
    rest.resize(colon);
    if (!is_plain_file(hub.file)) refuse(text, "'" + hub.file + "' is no file of a repository");
  }
  if (const std::size_t at = rest.find('@'); at != std::string::npos) {
    hub.revision = rest.substr(at + 1);
    rest.resize(at);
    if (!is_revision(hub.revision))
      refuse(text, "'" + hub.revision + "' is no revision (branch, tag or commit)");
  }
  const std::size_t slash = rest.find('/');
  if (owner.empty()) {
    if (slash == std::string::npos) refuse(text, "a repository has an owner and a name with / between");
    hub.owner = rest.substr(0, slash);
    hub.name = rest.substr(slash + 1);
  } else {
    hub.owner = owner;
    hub.name = rest;
  }
  if (!is_repository_word(hub.owner) || !is_repository_word(hub.name))
    refuse(text, "'" + hub.owner + "/" + hub.name + "' cannot be the name of a repository");
  return hub;
}

/// "/owner/name/blob/main/file" -> "owner/name@main:file": what a browser shows is a page about the file.
std::string of_page(const std::string& path) {
  std::vector<std::string> parts;
  for (std::size_t at = 1; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    parts.push_back(path.substr(at, end - at));
    at = end + 1;
  }
  if (parts.size() < 2) return {};
  const std::string repository = parts[0] + "/" + parts[1];
  if (parts.size() == 2) return repository;
  const std::string kind = parts[2];
  if (parts.size() == 4 && kind == "tree") return repository + "@" + parts[3];
  if (parts.size() < 5 || (kind != "blob" && kind != "resolve")) return {};
  return repository + "@" + parts[3] + ":" + joined({parts.begin() + 4, parts.end()}, "/");
}

std::string file_of(const Url& url) {
  const std::string path = url.path.substr(0, url.path.find('?'));
  return path.substr(path.rfind('/') + 1);
}

RemoteName parse_address(const std::string& text, const std::string& endpoint) {
  const auto url = parse_url(text);
  if (!url) refuse(text, "this is no address that can be fetched (a plain host, no password, no spaces)");
  if (url->scheme == "http" && !is_loopback(*url)) {
    throw InputError(
        text +
        ": http:// is not encrypted, so that anybody on the way can change the weights; write https://, "
        "or download it by other means and name the file (http:// is for this machine alone)");
  }
  UrlName name{*url, file_of(*url), {}};
  const std::size_t hash = text.find('#');
  if (hash != std::string::npos) {
    const std::string mark = "sha256=", said = text.substr(hash + 1);
    name.sha256 = lower_case(said.substr(std::min(mark.size(), said.size())));
    if (!said.starts_with(mark) || !is_hex(name.sha256, 64))
      refuse(text, "after # its SHA-256 may stand, as #sha256= and 64 digits");
  } else if (const auto hub = parse_url(endpoint); hub && hub->origin() == url->origin()) {
    if (const std::string page = of_page(url->path.substr(0, url->path.find('?'))); !page.empty())
      return parse_hub(text, page, "");
  }
  if (!is_plain_file(name.file)) refuse(text, "the address ends in no name of a file");
  return name;
}

}  // namespace

std::string HubName::spelled(const std::string& at) const {
  const std::string& rev = at.empty() ? revision : at;
  return "hf:" + repository() + (rev == "main" ? "" : "@" + rev) + (file.empty() ? "" : ":" + file);
}

bool is_remote_name(std::string_view text) {
  return text.starts_with("hf:") || text.starts_with("timm:") || text.starts_with("http:") ||
         text.starts_with("https:");
}

RemoteName parse_remote_name(const std::string& text, const std::string& endpoint) {
  if (text.starts_with("hf:")) return parse_hub(text, text.substr(3), "");
  if (text.starts_with("timm:")) return parse_hub(text, text.substr(5), "timm");
  return parse_address(text, endpoint);
}

bool is_plain_file(std::string_view file) {
  if (file.empty() || file.size() > 1024) return false;
  for (std::size_t at = 0; at <= file.size();) {
    const std::size_t end = std::min(file.find('/', at), file.size());
    const std::string_view part = file.substr(at, end - at);
    if (part.empty() || part == "." || part == ".." || part.size() > 255) return false;
    at = end + 1;
  }
  return std::all_of(file.begin(), file.end(),
                     [](unsigned char c) { return c >= ' ' && c != 0x7f && c != '\\'; });
}

}  // namespace pyra

// What people write for a checkpoint that is not on this machine.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "fetch/url.h"

namespace pyra {

/// hf:owner/name@revision:file, timm:name.
struct HubName {
  std::string owner, name;
  std::string revision = "main";
  std::string file;  // of several; empty: whichever the rules of fetch/file_choice.h take

  std::string repository() const { return owner + "/" + name; }
  /// As it is typed again, at `at` where that is given.
  std::string spelled(const std::string& at = {}) const;
};

/// https://host/path/file#sha256=HEX.
struct UrlName {
  Url url;
  std::string file;    // the last part of its path, fit to be one
  std::string sha256;  // empty: not said
};

using RemoteName = std::variant<HubName, UrlName>;

/// By how it begins: hf:, timm:, http: or https:. Nothing else ever leads to the network.
bool is_remote_name(std::string_view text);

/// Addresses of the hub's pages (`endpoint` is its own) are read as what they show. Throws InputError saying
/// what is expected, for http:// beyond this machine why not.
RemoteName parse_remote_name(const std::string& text, const std::string& endpoint);

/// A file of a repository: parts with slashes between, none of them . or .., nothing that a terminal or a
/// file system would take otherwise.
bool is_plain_file(std::string_view file);

}  // namespace pyra

// Where files lie that came from an address of their own, and what is known of them.
//
//   urls/KEY/FILE        the file under its own name, for formats that are told by it
//   urls/KEY.json        address, SHA-256, and the server's word for the version (ETag or date)
//   urls/KEY.incomplete  what came so far, with KEY.incomplete.json
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "fetch/remote_name.h"

namespace pyra {

struct UrlRecord {
  std::string url, sha256, validator;
};

class UrlCache {
 public:
  UrlCache(const std::filesystem::path& folder, const UrlName& name);

  const std::filesystem::path& file() const { return file_; }
  std::filesystem::path partial() const { return beside(".incomplete"); }
  std::filesystem::path lock() const { return beside(".lock"); }

  /// Of the whole file, where it is there and is the one that the name asks for.
  std::optional<UrlRecord> record() const;
  void keep(const std::string& sha256, const std::string& validator) const;
  /// The version of which partial() is a part; empty where nobody knows.
  std::string partial_validator() const;
  void keep_partial(const std::string& validator) const;

 private:
  std::filesystem::path beside(const char* ending) const;
  std::optional<UrlRecord> read(const std::filesystem::path& json) const;
  void write(const std::filesystem::path& json, const UrlRecord& record) const;

  std::filesystem::path folder_, file_;
  std::string url_, sha256_;
};

}  // namespace pyra

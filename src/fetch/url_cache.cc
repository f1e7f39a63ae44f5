#include "fetch/url_cache.h"

#include <nlohmann/json.hpp>

#include "base/digest.h"
#include "base/json/json_reader.h"
#include "base/json/json_text.h"
#include "fetch/make_folder.h"
#include "io/atomic_file.h"
#include "io/text_file.h"
#include "pyra/error.h"

namespace pyra {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kKeyDigits = 32;
constexpr std::size_t kMostRecordBytes = 1 << 20;

fs::path key_of(const std::string& url) {
  Digest digest;
  digest.update(url);
  return digest.hex().substr(0, kKeyDigits);
}

}  // namespace

UrlCache::UrlCache(const fs::path& folder, const UrlName& name)
    : folder_(folder / key_of(name.url.text())),
      file_(folder_ / name.file),
      url_(name.url.text()),
      sha256_(name.sha256) {}

fs::path UrlCache::beside(const char* ending) const { return folder_.string() + ending; }

std::optional<UrlRecord> UrlCache::record() const {
  std::error_code ignored;
  const auto found = read(beside(".json"));
  const bool right =
      found && fs::is_regular_file(file_, ignored) && (sha256_.empty() || sha256_ == found->sha256);
  return right ? found : std::nullopt;
}

void UrlCache::keep(const std::string& sha256, const std::string& validator) const {
  make_folder(folder_);
  std::error_code ignored;
  fs::remove(beside(".json"), ignored);  // never the old file's SHA-256 beside the new file
  fs::rename(partial(), file_);
  write(beside(".json"), {url_, sha256, validator});
  fs::remove(beside(".incomplete.json"), ignored);
}

std::string UrlCache::partial_validator() const {
  const auto found = read(beside(".incomplete.json"));
  return found ? found->validator : "";
}

void UrlCache::keep_partial(const std::string& validator) const {
  write(beside(".incomplete.json"), {url_, "", validator});
}

std::optional<UrlRecord> UrlCache::read(const fs::path& json) const {
  std::error_code ignored;
  if (!fs::is_regular_file(json, ignored)) return {};
  try {
    const nlohmann::json read = parse_json(read_text_file(json, kMostRecordBytes), json.string());
    UrlRecord record{read.at("url"), read.at("sha256"), read.at("validator")};
    return record.url == url_ ? std::optional(record) : std::nullopt;
  } catch (const InputError&) {  // half written by a machine that lost its power: downloaded anew
  } catch (const nlohmann::json::exception&) {
  }
  return {};
}

void UrlCache::write(const fs::path& json, const UrlRecord& record) const {
  make_folder(json.parent_path());
  const nlohmann::ordered_json text{
      {"url", record.url}, {"sha256", record.sha256}, {"validator", record.validator}};
  write_text(json, json_text(text, 1) + "\n");
}

}  // namespace pyra

// One table of a TOML file, read key by key: what is of the wrong type or not asked for is an error that
// names its line.
#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pyra {

class TomlEntry {
 public:
  /// `name`: what messages call the table, e.g. "[[method]] 'lora'"; empty for the file's own keys.
  TomlEntry(const toml::table& table, std::string source, std::string name);

  std::optional<std::string> text(const std::string& key);
  std::optional<std::int64_t> whole(const std::string& key, std::int64_t least);
  std::optional<double> number(const std::string& key);
  /// Nothing where the value is of another type.
  std::optional<bool> flag(const std::string& key);
  std::vector<std::string> texts(const std::string& key);
  std::vector<std::int64_t> wholes(const std::string& key, std::int64_t least);
  /// A table of single values of any type, as text.
  std::vector<std::pair<std::string, std::string>> values(const std::string& key);
  const toml::table* table(const std::string& key);
  /// [[key]] entries.
  std::vector<const toml::table*> tables(const std::string& key);

  /// "file:12: [[method]] 'lora'" : where `key` stands, or the entry itself.
  std::string place(const std::string& key = "") const;
  [[noreturn]] void fail(const std::string& key, const std::string& what) const;
  /// Throws InputError for a key that no call above asked for.
  void finish() const;

 private:
  const toml::node* find(const std::string& key);

  const toml::table& table_;
  std::string source_, name_;
  std::set<std::string> known_;
};

}  // namespace pyra

#include "compare/toml_entry.h"

#include "pyra/error.h"
#include "recipes/toml_reader.h"

namespace pyra {

TomlEntry::TomlEntry(const toml::table& table, std::string source, std::string name)
    : table_(table), source_(std::move(source)), name_(std::move(name)) {}

std::string TomlEntry::place(const std::string& key) const {
  const toml::node* node = key.empty() ? nullptr : table_.get(key);
  const auto line = (node != nullptr ? node->source() : table_.source()).begin.line;
  return source_ + ":" + std::to_string(line) + (name_.empty() ? "" : ": " + name_);
}

void TomlEntry::fail(const std::string& key, const std::string& what) const {
  throw InputError(place(key) + ": " + what);
}

const toml::node* TomlEntry::find(const std::string& key) {
  known_.insert(key);
  return table_.get(key);
}

std::optional<std::string> TomlEntry::text(const std::string& key) {
  const toml::node* node = find(key);
  if (node == nullptr) return {};
  if (node->as_string() == nullptr) fail(key, key + ": text in quotes expected");
  if (node->as_string()->get().empty()) fail(key, key + " is empty; leave it out or give a value");
  return node->as_string()->get();
}

std::optional<std::int64_t> TomlEntry::whole(const std::string& key, std::int64_t least) {
  const toml::node* node = find(key);
  if (node == nullptr) return {};
  if (node->as_integer() == nullptr || node->as_integer()->get() < least) {
    fail(key, key + ": a whole number of " + std::to_string(least) + " or more expected");
  }
  return node->as_integer()->get();
}

std::optional<double> TomlEntry::number(const std::string& key) {
  const toml::node* node = find(key);
  if (node == nullptr) return {};
  const auto value = node->value<double>();
  if (!value || !(*value > 0)) fail(key, key + ": a number above 0 expected");
  return value;
}

std::optional<bool> TomlEntry::flag(const std::string& key) {
  const toml::node* node = find(key);
  return node == nullptr || node->as_boolean() == nullptr ? std::nullopt
                                                          : std::optional(node->as_boolean()->get());
}

std::vector<std::string> TomlEntry::texts(const std::string& key) {
  std::vector<std::string> result;
  const toml::node* node = find(key);
  if (node == nullptr) return result;
  const toml::array* list = node->as_array();
  if (list == nullptr) fail(key, key + ": a list of texts expected, e.g. [\"low\", \"high\"]");
  for (const toml::node& item : *list) {
    if (item.as_string() == nullptr || item.as_string()->get().empty())
      fail(key, key + ": a list of texts expected");
    result.push_back(item.as_string()->get());
  }
  if (result.empty()) fail(key, key + " is an empty list");
  return result;
}

std::vector<std::int64_t> TomlEntry::wholes(const std::string& key, std::int64_t least) {
  std::vector<std::int64_t> result;
  const toml::node* node = find(key);
  if (node == nullptr) return result;
  const toml::array* list = node->as_array();
  const std::string expected =
      key + ": a list of whole numbers of " + std::to_string(least) + " or more expected";
  if (list == nullptr) fail(key, expected);
  for (const toml::node& item : *list) {
    if (item.as_integer() == nullptr || item.as_integer()->get() < least) fail(key, expected);
    result.push_back(item.as_integer()->get());
  }
  if (result.empty()) fail(key, key + " is an empty list");
  return result;
}

std::vector<std::pair<std::string, std::string>> TomlEntry::values(const std::string& key) {
  std::vector<std::pair<std::string, std::string>> result;
  const toml::table* inner = table(key);
  if (inner == nullptr) return result;
  for (const auto& [name, node] : *inner) {
    const auto text = toml_value_text(node);
    if (!text) fail(key, key + "." + std::string(name.str()) + ": a single value expected");
    result.emplace_back(std::string(name.str()), *text);
  }
  return result;
}

const toml::table* TomlEntry::table(const std::string& key) {
  const toml::node* node = find(key);
  if (node == nullptr) return nullptr;
  if (node->as_table() == nullptr) fail(key, key + ": a table expected, e.g. " + key + " = { ... }");
  return node->as_table();
}

std::vector<const toml::table*> TomlEntry::tables(const std::string& key) {
  std::vector<const toml::table*> result;
  const toml::node* node = find(key);
  if (node == nullptr) return result;
  const toml::array* list = node->as_array();
  if (list == nullptr) fail(key, key + ": entries [[" + key + "]] expected");
  for (const toml::node& item : *list) {
    if (item.as_table() == nullptr) fail(key, key + ": entries [[" + key + "]] expected");
    result.push_back(item.as_table());
  }
  return result;
}

void TomlEntry::finish() const {
  for (const auto& [key, node] : table_) {
    const std::string name(key.str());
    if (known_.contains(name)) continue;
    fail(name, unknown_key(name, {known_.begin(), known_.end()}));
  }
}

}  // namespace pyra

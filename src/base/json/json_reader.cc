#include "base/json/json_reader.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/json/json_text.h"
#include "pyra/error.h"

namespace pyra {
namespace {

using Json = nlohmann::json;

// A value takes at most about 112 bytes (a member of an object with a short name), so these cost some 34 MB;
// beyond them a value needs 37 bytes of file.
constexpr std::size_t kFreeValues = 300'000;
constexpr std::size_t kBytesPerValue = 37;
constexpr std::size_t kLongest = 160;  // of what a message quotes

std::string cut(std::string text) {
  if (text.size() <= kLongest) return text;
  std::size_t end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not inside a character
  return text.substr(0, end) + "...";
}

/// Builds the value as the parser, which does not recurse, reports its parts.
class Builder final : public nlohmann::json_sax<Json> {
 public:
  Builder(const std::string& what, std::size_t most_values) : what_(what), left_(most_values) {}

  Json take() { return std::move(root_); }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t&) override { return false; }  // JSON has none
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return open_.pop_back(), true; }
  bool end_array() override { return open_.pop_back(), true; }

  bool key(string_t& name) override {
    auto& members = open_.back()->get_ref<Json::object_t&>();
    const auto [member, fresh] = members.try_emplace(std::move(name));
    if (!fresh) fail("holds the field '" + cut(member->first) + "' twice");
    member_ = &member->second;
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) override {
    const std::string text = error.what();  // "[json.exception.parse_error.101] parse error at line 1, ..."
    const std::size_t end = text.starts_with('[') ? text.find("] ") : std::string::npos;
    fail("is not valid JSON: " + cut(end == std::string::npos ? text : text.substr(end + 2)));
  }

 private:
  [[noreturn]] void fail(const std::string& reason) const { throw InputError(what_ + " " + reason); }

  /// Where the next value goes: a pointer into a list stays good, since a list grows only when none of its
  /// values is open.
  Json* place(Json value) {
    if (left_-- == 0) fail("holds more values than anything of its kind and size");
    if (open_.empty()) return &(root_ = std::move(value));
    if (open_.back()->is_array()) {
      auto& list = open_.back()->get_ref<Json::array_t&>();
      list.push_back(std::move(value));
      return &list.back();
    }
    return &(*member_ = std::move(value));
  }
  bool add(Json value) { return place(std::move(value)), true; }
  bool open(Json value) {
    if (open_.size() == kMaxJsonDepth)
      fail("nests deeper than " + std::to_string(kMaxJsonDepth) + " lists and objects");
    open_.push_back(place(std::move(value)));
    return true;
  }

  const std::string& what_;
  std::size_t left_;
  Json root_;
  std::vector<Json*> open_;
  Json* member_ = nullptr;  // of the innermost object, whose value comes next
};

}  // namespace

Json parse_json(std::string_view text, const std::string& what, const JsonBounds& bounds) {
  if (text.size() > bounds.bytes) {
    throw InputError(what + " is of " + std::to_string(text.size()) + " bytes, at most " +
                     std::to_string(bounds.bytes) + " are read");
  }
  Builder builder(what, kFreeValues + std::max(text.size(), bounds.file) / kBytesPerValue);
  Json::sax_parse(text.begin(), text.end(), &builder);
  return builder.take();
}

std::vector<std::string> parse_names(std::string_view text, const std::string& what) {
  const Json json = parse_json(text, what);
  std::vector<std::string> names;
  for (const Json& name : json) {
    if (!json.is_array() || !name.is_string()) break;
    names.push_back(name.get<std::string>());
  }
  if (!json.is_array() || names.size() != json.size())
    throw InputError(what + " must be a JSON list of names");
  return names;
}

std::string shown(const Json& value) { return cut(json_ascii(value)); }

}  // namespace pyra

// The fields of one JSON object that other people wrote beside a checkpoint. Absent and null say nothing;
// what holds another type than it should is refused by name, never taken for absent.
#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "architecture/sidecar/sidecar.h"

namespace pyra {

class StatedFields {
 public:
  /// `prefix` goes before the names in messages: "model_args.".
  StatedFields(const nlohmann::json& object, std::string file, Sidecar& sidecar, std::string prefix = "");

  const nlohmann::json& json() const { return object_; }
  /// Null where the field is absent or null.
  const nlohmann::json* find(const std::string& name) const;

  std::optional<std::string> text(const std::string& name) const;
  std::optional<bool> flag(const std::string& name) const;
  /// Finite.
  std::optional<double> number(const std::string& name) const;
  /// Python may write 224.0; 224.5 and 1e30 are no whole numbers.
  std::optional<std::int64_t> whole(const std::string& name) const;
  /// 224 or [height, width], of pictures that can be.
  std::optional<std::pair<std::int64_t, std::int64_t>> sides(const std::string& name) const;
  /// One finite number for all channels, or three.
  std::optional<std::array<double, 3>> channels(const std::string& name) const;
  std::optional<StatedFields> object(const std::string& name) const;

  /// "config.json beside the file states PART, REASON"; of several such reasons the first is kept.
  void refuse(const std::string& part, const std::string& reason) const;
  /// "... states NAME = VALUE, expected WHAT: correct it there".
  void expect(const std::string& name, const std::string& what) const;
  /// A line to be printed: "config.json LINE".
  void note(const std::string& line) const;
  /// "model_args.depth"
  std::string path(const std::string& name) const { return prefix_ + name; }
  const std::string& file() const { return file_; }
  Sidecar& sidecar() const { return sidecar_; }

 private:
  const nlohmann::json& object_;
  std::string file_;
  Sidecar& sidecar_;
  std::string prefix_;
};

/// A whole number, however it is spelled; empty for anything else.
std::optional<std::int64_t> whole_value(const nlohmann::json& value);

}  // namespace pyra

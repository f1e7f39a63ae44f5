// The numbers of a finished cell: which there are and what each can be.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace pyra {

enum class CellNumberKind { percent, number, count, amount, measured };

struct CellNumber {
  std::string name;
  CellNumberKind kind;
};

/// In the order of the file: metrics of every task first.
const std::vector<CellNumber>& cell_numbers();

/// Empty where it is missing or null, which stands for what was not measured. Throws InputError for a value
/// that cannot be.
std::optional<double> read_cell_number(const CellNumber& number, const nlohmann::json& json);

}  // namespace pyra

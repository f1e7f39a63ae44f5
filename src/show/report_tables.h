// The tables of a report, as HTML; "" where there is nothing to show.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "show/report.h"

namespace pyra {

std::string fact_list(const std::vector<std::pair<std::string, std::string>>& facts);

/// Columns of numbers are aligned right. Rows may be shorter or longer than `columns`.
std::string result_table(const std::vector<std::string>& columns, const std::vector<ResultRow>& rows);

std::string confused_pairs_table(const std::vector<ConfusedPair>& pairs);

}  // namespace pyra

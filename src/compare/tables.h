// What the summary says, as tables: for the report, for spreadsheets and for the terminal.
#pragma once

#include "compare/summary.h"
#include "show/table.h"

namespace pyra {

/// Every row of every data set; numbers without units, empty where there is none.
Table csv_table(const ComparePlan& plan, const Summary& summary);
/// The rows of one data set at one schedule for people, with the uncompressed ones for reference.
Table schedule_table(const ComparePlan& plan, const Summary& summary, std::size_t data,
                     const std::string& schedule);
/// Over all data sets at one schedule: mean, groups where the file has any, mean of the groups' means.
Table overall_table(const ComparePlan& plan, const Summary& summary, const std::string& schedule);
/// The classes that `row` gains and loses most against `baseline`, per cent of their pictures; at most
/// `count` of each.
Table class_table(const SummaryRow& row, const SummaryRow& baseline, std::size_t count);

}  // namespace pyra

// The command lines of a cell: the same words for the process that runs it and for the reader who repeats it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "compare/plan.h"

namespace pyra {

/// Where the runs of a comparison are.
std::filesystem::path cell_folder(const ComparePlan& plan, const Cell& cell);
/// The folder of the adapter that a cell trains or evaluates.
std::filesystem::path run_folder(const ComparePlan& plan, const Cell& cell);
std::filesystem::path record_file(const ComparePlan& plan, const Cell& cell);
std::filesystem::path failure_file(const ComparePlan& plan, const Cell& cell);

/// Without the program's name.
std::vector<std::string> run_words(const ComparePlan& plan, const Cell& cell, int threads, bool resume);
std::vector<std::string> speed_words(const ComparePlan& plan, const Cell& cell, int threads);
/// "pyra adapt --backbone ${MODELS}/vit.safetensors ...": paths as the compare file spells them, relative to
/// it.
std::string shown_command(const ComparePlan& plan, const Cell& cell);

}  // namespace pyra

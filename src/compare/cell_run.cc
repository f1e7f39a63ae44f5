#include "compare/cell_run.h"

#include <chrono>
#include <fstream>
#include <set>
#include <sstream>

#include "base/processes/folder_lock.h"
#include "compare/commands.h"
#include "io/atomic_file.h"
#include "io/temporary_file.h"
#include "pyra/error.h"

namespace pyra {
namespace fs = std::filesystem;
namespace {

constexpr const char* kOutput = "result.json";
constexpr const char* kLog = "log.txt";
constexpr const char* kSettings = "settings.json";
constexpr const char* kCheckpoint = "last.ckpt";
constexpr auto kPatience = std::chrono::minutes(1);

std::string read_text(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// Makes the cell's folder ready. True where a stopped run of the same settings waits in it.
bool prepare(const ComparePlan& plan, const Cell& cell) {
  const fs::path folder = cell_folder(plan, cell);
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw Failure("cannot create folder " + folder.string() + ": " + error.message());
  if (cell.source) return false;
  if (const fs::path run = run_folder(plan, cell); fs::exists(run / FolderLock::kName))
    FolderLock(run, kPatience);
  const std::string settings = settings_of(plan, cell);
  const bool same = read_text(folder / kSettings) == settings;
  if (same && fs::exists(run_folder(plan, cell) / kCheckpoint)) return true;
  forget_run(plan, cell);
  write_text(folder / kSettings, settings);
  return false;
}

std::vector<std::string> joined(std::vector<std::string> words, const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

}  // namespace

CellRun::CellRun(const ComparePlan& plan, std::size_t cell, int threads,
                 const std::vector<std::string>& words)
    : plan_(plan),
      cell_(cell),
      resumed_(prepare(plan, plan.cells[cell])),
      process_(joined(run_words(plan, plan.cells[cell], threads, resumed_), words),
               cell_folder(plan, plan.cells[cell]) / kOutput, cell_folder(plan, plan.cells[cell]) / kLog) {}

CellRecord CellRun::record(const CellRecord* source) const {
  const Cell& cell = plan_.cells[cell_];
  CellRecord record = record_from_output(read_text(cell_folder(plan_, cell) / kOutput));
  record.settings = settings_of(plan_, cell);
  record.pictures = cell.pictures;
  if (source != nullptr) take_training_of(record, *source);
  return record;
}

std::string CellRun::message(int status) const {
  const fs::path log = cell_folder(plan_, plan_.cells[cell_]) / kLog;
  const std::string text = read_text(log);
  const std::string mark = "pyra: ";
  std::size_t at = text.rfind("\n" + mark);
  if (at != std::string::npos) {
    ++at;
  } else if (text.starts_with(mark)) {
    at = 0;
  }
  if (at != std::string::npos) {
    std::string message = text.substr(at + mark.size());
    while (!message.empty() && message.back() == '\n') message.pop_back();
    return message;
  }
  if (status > 128)
    return "ended by signal " + std::to_string(status - 128) + (status == 137 ? " (out of memory?)" : "");
  return "failed with status " + std::to_string(status) + " without a word";
}

void CellRun::tidy() const {
  std::error_code ignored;
  const Cell& cell = plan_.cells[cell_];
  fs::remove(cell_folder(plan_, cell) / kOutput, ignored);
  if (!cell.source) fs::remove(run_folder(plan_, cell) / kCheckpoint, ignored);
}

void remove_dead_temporaries(const ComparePlan& plan) {
  std::set<fs::path> folders{plan.file.out, plan.file.work, plan.file.report.parent_path()};
  for (const Cell& cell : plan.cells) {
    folders.insert({cell_folder(plan, cell), record_file(plan, cell).parent_path(),
                    failure_file(plan, cell).parent_path()});
  }
  for (const fs::path& folder : folders) remove_dead_temporaries_in(folder);
}

void forget_run(const ComparePlan& plan, const Cell& cell) {
  std::error_code error;
  fs::remove_all(run_folder(plan, cell), error);
  if (error) throw Failure("cannot remove " + run_folder(plan, cell).string() + ": " + error.message());
  fs::remove(cell_folder(plan, cell) / kLog, error);
}

}  // namespace pyra

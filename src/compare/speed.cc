#include "compare/speed.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "base/json/json_fields.h"
#include "base/json/json_text.h"
#include "base/processes/child_process.h"
#include "base/text/numbers.h"
#include "compare/cell_progress.h"
#include "compare/commands.h"
#include "io/atomic_file.h"
#include "io/text_file.h"
#include "pyra/error.h"

namespace pyra {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::json;

struct Turn {
  double img_per_s = 0;
  std::string machine;
};

Turn read_turn(const fs::path& file) {
  try {
    const Json json = parse_json(read_text_file(file, kMaxJsonBytes), "its output");
    const Json& machine = required(json, "machine");
    const Json& rows = required(json, "rows");
    if (!rows.is_array() || rows.empty()) throw InputError("it has no rows");
    return {field<double>(rows[0], "img_per_s"),
            field<std::string>(machine, "cpu") + ", " + std::to_string(field<int>(machine, "cores")) +
                " cores, " + field<std::string>(machine, "isa") + ", " +
                std::to_string(field<int>(machine, "threads")) + " threads"};
  } catch (const InputError& error) {
    throw Failure(std::string("pyra bench did not print its result: ") + error.what());
  }
}

/// Waits, passing on Ctrl-C.
int wait_for(ChildProcess& child, const SpeedOptions& options, CellProgress& progress) {
  for (;;) {
    if (const auto status = child.poll()) return *status;
    if (options.stop && options.stop()) {
      child.signal(SIGINT);
      child.wait();
      throw Interrupted("stopped; the same command goes on with the turns that are missing");
    }
    progress.update();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void write_speed(const ComparePlan& plan, const SpeedRecord& record) {
  Json json{{"settings", Json::parse(record.settings)}, {"machine", record.machine}};
  std::string text = "{\n \"settings\": " + json_text(json["settings"]) +
                     ",\n \"machine\": " + json_text(json["machine"]) + ",\n \"img_per_s\": {";
  bool first = true;
  for (const auto& [cell, rates] : record.rates) {
    text += (first ? "\n  " : ",\n  ") + json_text(Json(cell)) + ": " + json_text(Json(rates));
    first = false;
  }
  write_text(speed_file(plan), text + "\n }\n}\n");
}

std::string settings_of(const ComparePlan& plan, int threads) {
  const SpeedSettings& speed = plan.file.speed;
  return json_text(
      Json{{"batch", speed.batch}, {"dtype", speed.dtype}, {"seconds", speed.seconds}, {"threads", threads}});
}

/// The first seed of everything that is shown and has an adapter.
std::vector<const Cell*> measured_cells(const ComparePlan& plan) {
  std::vector<const Cell*> cells;
  std::set<std::string> known;
  for (const Cell& cell : plan.cells) {
    const std::string key =
        std::to_string(cell.data) + " " + std::to_string(cell.method) + " " + cell.schedule;
    if (!cell.shown || known.contains(key) || !fs::exists(run_folder(plan, cell) / "adapter.safetensors"))
      continue;
    known.insert(key);
    cells.push_back(&cell);
  }
  return cells;
}

}  // namespace

fs::path speed_file(const ComparePlan& plan) { return plan.file.out / "speed.json"; }

SpeedRecord read_speed(const ComparePlan& plan) {
  SpeedRecord record;
  if (!fs::exists(speed_file(plan))) return record;
  try {
    const Json json = parse_json(read_text_file(speed_file(plan), kMaxJsonBytes), "it");
    record.settings = json_text(required(json, "settings"));
    read_field(json, "machine", record.machine);
    read_field(json, "img_per_s", record.rates);
    return record;
  } catch (const InputError& error) {
    throw InputError(speed_file(plan).string() + " holds no speeds (" + error.what() +
                     "); delete it to measure again");
  }
}

std::string describe(const SpeedRecord& record) {
  if (record.rates.empty()) return "";
  const Json settings = parse_json(record.settings, "its settings");
  const auto text = [&](const char* name) {
    return settings.is_object() && settings.contains(name) ? shown(settings[name]) : "?";
  };
  return "batch " + text("batch") + ", " + text_field(settings, "dtype").value_or("?") + ", " +
         text("seconds") + " s a round, on " + record.machine;
}

SpeedRecord measure_speed(const ComparePlan& plan, const SpeedOptions& options) {
  const std::vector<const Cell*> cells = measured_cells(plan);
  if (cells.empty()) {
    throw Failure("there is no adapter in " + plan.file.work.string() +
                  " to measure; the cells must have been trained on this machine");
  }
  SpeedRecord record = read_speed(plan);
  const std::string settings = settings_of(plan, options.threads);
  if (record.settings != settings) record = {settings, "", {}};
  std::size_t turns = 0;
  const auto rounds = static_cast<std::size_t>(plan.file.speed.rounds);
  for (const Cell* cell : cells) turns += rounds - std::min(rounds, record.rates[cell->name].size());
  CellProgress progress(*options.log, turns, static_cast<double>(turns), {options.terminal, 1, {}, {}});
  for (std::size_t round = 0; round < rounds; ++round) {
    for (const Cell* cell : cells) {
      if (record.rates[cell->name].size() > round) continue;
      const fs::path folder = cell_folder(plan, *cell);
      progress.start(cell->name, 1);
      ChildProcess child(speed_words(plan, *cell, options.threads), folder / "speed.json",
                         folder / "speed.txt");
      const int status = wait_for(child, options, progress);
      if (status != 0) {
        throw Failure("the speed of " + cell->name + " could not be measured (status " +
                      std::to_string(status) + "); " + (folder / "speed.txt").string() + " says why");
      }
      const Turn turn = read_turn(folder / "speed.json");
      record.machine = turn.machine;
      record.rates[cell->name].push_back(std::round(turn.img_per_s * 100) / 100);
      write_speed(plan, record);
      progress.end(cell->name, false, fixed_number(turn.img_per_s, 1) + " img/s");
    }
  }
  return record;
}

}  // namespace pyra

#include <nlohmann/json.hpp>

#include "bench/machine_peak.h"
#include "cli/bench_output.h"
#include "pyra/schedule.h"

namespace pyra {
namespace {

using Json = nlohmann::ordered_json;

Json row_json(const BenchRow& row) {
  Json json{{"schedule", row.schedule},
            {"rates", spell_rates(row.rates)},
            {"batch", row.batch},
            {"dtype", precision_name(row.precision)},
            {"train", row.train}};
  if (row.train) json["checkpointing"] = row.checkpointing;
  const Timing& timing = row.timing;
  json["img_per_s"] = timing.img_per_s.median;
  json["img_per_s_min"] = timing.img_per_s.min;
  json["img_per_s_max"] = timing.img_per_s.max;
  json["ms"] = timing.ms;
  json["ms_p50"] = timing.ms_p50;
  json["ms_p90"] = timing.ms_p90;
  json["ms_p99"] = timing.ms_p99;
  json["calls"] = timing.calls;
  json["gmac"] = row.gmac;
  if (!row.train) json["gmac_executed"] = row.gmac_executed;
  json["gflops"] = row.gflops;
  json["peak_share"] = row.peak_share;
  json["speedup"] = row.speedup ? Json(*row.speedup) : Json(nullptr);
  json["speedup_theoretical"] = row.speedup_theoretical;
  json["rss_mb"] = row.rss_bytes > 0 ? Json(static_cast<double>(row.rss_bytes) / 1e6) : Json(nullptr);
  if (row.device_bytes > 0) json["device_mb"] = static_cast<double>(row.device_bytes) / 1e6;
  for (const StepTime& step : row.profile) {
    json["profile"].push_back({{"step", step.step}, {"ms", step.ms}, {"gmac", step.gmac}});
  }
  return json;
}

Json machine_json(const BenchRecord& record) {
  const MachineFacts& machine = record.machine;
  Json json{{"cpu", machine.cpu},  {"cores", machine.cores},   {"threads", record.threads},
            {"isa", machine.isa},  {"onednn", machine.onednn}, {"compiler", machine.compiler},
            {"pyra", machine.pyra}};
  if (!record.gpu) return json;
  const GpuFacts& gpu = *record.gpu;
  json["gpu"] = {{"name", gpu.name},
                 {"compute_capability", std::to_string(gpu.major) + "." + std::to_string(gpu.minor)},
                 {"memory_gb", static_cast<double>(gpu.memory_bytes) / 1e9},
                 {"multiprocessors", gpu.multiprocessors},
                 {"clock_mhz", gpu.clock_mhz},
                 {"memory_gb_per_s", gpu.memory_gb_per_s},
                 {"driver_cuda", gpu.driver},
                 {"runtime_cuda", gpu.runtime}};
  return json;
}

Json peak_json(const std::vector<Peak>& peaks) {
  Json json;
  for (const Peak& peak : peaks) json[precision_name(peak.precision)] = peak.gflops;
  json["how"] = kPeakRule;
  for (const Peak& peak : peaks) {
    json["best"][precision_name(peak.precision)] = peak.best;
    for (const PeakShape& shape : peak.shapes) {
      json["shapes"][precision_name(peak.precision)].push_back({{"name", shape.name},
                                                                {"rows", shape.rows},
                                                                {"inner", shape.inner},
                                                                {"columns", shape.columns},
                                                                {"gflops", shape.gflops},
                                                                {"best", shape.best},
                                                                {"kernel", shape.kernel}});
    }
  }
  return json;
}

Json break_even_json(const std::vector<BreakEven>& found) {
  Json json = Json::array();
  for (const BreakEven& one : found) {
    Json points = Json::array();
    for (const BreakEven::Point& point : one.points)
      points.push_back({{"rate", point.rate}, {"speedup", point.speedup}});
    json.push_back({{"batch", one.batch},
                    {"dtype", precision_name(one.precision)},
                    {"rate", one.rate ? Json(*one.rate) : Json(nullptr)},
                    {"measured", points}});
  }
  return json;
}

}  // namespace

Json bench_json(const BenchRecord& record) {
  Json rows = Json::array();
  for (const BenchRow& row : record.result.rows) rows.push_back(row_json(row));
  return {{"model", record.model},
          {"weights", record.weights},
          {"reducer", record.reducer},
          {"image", {record.config.image_height, record.config.image_width}},
          {"tokens", record.config.tokens()},
          {"rows", rows},
          {"peak", peak_json(record.result.peaks)},
          {"break_even", break_even_json(record.result.break_even)},
          {"machine", machine_json(record)},
          {"doubts", record.doubts},
          {"command", record.command}};
}

}  // namespace pyra

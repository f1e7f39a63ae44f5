#include "cli/engine_options.h"

#include <algorithm>
#include <charconv>

#include "base/threads/team.h"
#include "cli/accepted.h"
#include "pyra/error.h"

namespace pyra {
namespace {

constexpr int kMostCores = 4096;

int parse_core(std::string_view text, const std::string& list) {
  int core = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), core);
  if (error != std::errc() || end != text.data() + text.size() || core < 0 || core >= kMostCores) {
    throw InputError("--cores " + list + ": '" + std::string(text) +
                     "' is no core; expected numbers and ranges such as 0,2-5");
  }
  return core;
}

}  // namespace

std::vector<int> parse_cores(const std::string& list) {
  std::vector<int> cores;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t comma = std::min(list.find(',', at), list.size());
    const std::string_view item = std::string_view(list).substr(at, comma - at);
    const std::size_t dash = item.find('-');
    const int first = parse_core(item.substr(0, dash), list);
    const int last = dash == std::string_view::npos ? first : parse_core(item.substr(dash + 1), list);
    if (last < first)
      throw InputError("--cores " + list + ": the range " + std::string(item) + " runs backwards");
    for (int core = first; core <= last; ++core) cores.push_back(core);
    at = comma + 1;
  }
  return cores;
}

void EngineCommandOptions::define(Options& options) {
  options.add("--device", device_, "where the model runs: cpu, cuda or cuda:N")
      .type_name("DEVICE")
      .transform(in_any_case())
      .capture_default_str();
  options.add("--dtype", dtype_, "of the products: f32, bf16 or int8")
      .transform(one_of({"f32", "bf16", "int8"}))
      .capture_default_str();
  options.add("--cores", cores_, "bind the model's threads to these cores, e.g. 0,2-5").type_name("LIST");
}

int startable_threads(const Console& console, int wanted) {
  const int started = Team(wanted).started();
  if (started < wanted) {
    console.say("note: the system starts only " + std::to_string(started) + " of " + std::to_string(wanted) +
                " threads (ulimit -u, or memory); going on with those");
  }
  return started;
}

std::unique_ptr<Runner> EngineCommandOptions::make(const InferenceModel& model,
                                                   const Console& console) const {
  const Device device = parse_device(device_);
  if (device.cuda && !cores_.empty())
    throw InputError("--cores binds the threads of a model on the CPU; leave it out with --device " +
                     device_);
  EngineOptions options;
  if (!cores_.empty()) options.cores = parse_cores(cores_);
  const bool as_many_as_cores = console.threads == 0 && !options.cores.empty();
  options.threads = as_many_as_cores ? static_cast<int>(options.cores.size()) : console.worker_threads();
  if (!device.cuda) options.threads = startable_threads(console, options.threads);
  return make_runner(model, parse_precision(dtype_), device, std::move(options));
}

}  // namespace pyra

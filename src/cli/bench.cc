// pyra bench: how fast a model runs here, beside the machine's own peak.

#include <iostream>
#include <nlohmann/json.hpp>

#include "base/text/numbers.h"
#include "bench/bench_lists.h"
#include "bench/bench_memory.h"
#include "bench/bench_model.h"
#include "bench/other_work.h"
#include "cli/accepted.h"
#include "cli/bench_cell.h"
#include "cli/bench_output.h"
#include "cli/bench_source.h"
#include "cli/bench_training.h"
#include "cli/bench_words.h"
#include "cli/command.h"
#include "cli/engine_options.h"
#include "cli/output_path.h"
#include "cli/progress_options.h"
#include "cli/training.h"
#include "pyra/error.h"
#include "reducers/list.h"
#include "show/progress.h"

namespace pyra {
namespace {

constexpr std::int64_t kLatencyCalls = 300;

const std::map<std::string, BreakEvenScope> kScopes{
    {"off", BreakEvenScope::off}, {"smallest", BreakEvenScope::smallest_batch}, {"all", BreakEvenScope::all}};

class BenchCommand final : public Command {
 public:
  void define(Options& options) override {
    source_.define(options);
    options.add("--device", device_, "where the model runs: cpu, cuda or cuda:N")
        .type_name("DEVICE")
        .transform(in_any_case())
        .capture_default_str();
    options
        .add("--schedule", schedules_,
             "names separated by commas; a list of rates needs its own --schedule or ;")
        .one_value_each()
        .transform(schedule_in_any_case())
        .type_name("S[,S...]");
    options.add("--batch", batches_, "pictures per call, separated by commas (1,8,32)").type_name("B[,B...]");
    options.add("--dtype", precisions_, "f32, bf16, int8, separated by commas")
        .type_name("D[,D...]")
        .transform(in_any_case())
        .capture_default_str();
    const Option train =
        options.flag("--train", train_, "time training steps (LoRA, frozen backbone) instead of inference");
    options
        .add("--checkpointing", checkpointing_,
             "with --train: recompute activations to save memory: off, on or both")
        .transform(one_of({"off", "on", "both"}))
        .needs(train)
        .capture_default_str();
    options
        .flag("--eager", eager_,
              "with --train on a GPU: queue every operation of every step anew instead of replaying a "
              "recorded one")
        .needs(train);
    options.add("--rounds", options_.rounds, "turns of every cell")
        .check(whole_in(1, 1000))
        .capture_default_str();
    options.add("--seconds", options_.seconds, "of each cell, over all rounds")
        .check(number_in(0.0, 3600.0))
        .capture_default_str();
    options.flag("--latency", latency_, "batch 1 and at least 300 calls a cell: percentiles worth reading")
        .excludes(train);
    options.flag("--profile", options_.profile, "where the time of a call goes, step by step")
        .excludes(train);
    options.add("--break-even", scope_, "from which rate merging pays: off, smallest (batch) or all")
        .transform(one_of({"off", "smallest", "all"}))
        .capture_default_str();
    options.flag("--no-memory", no_memory_,
                 "leave out peak memory, which takes a process of its own for every cell");
    options.add("--out", out_, "HTML file with plots").type_name("FILE");
    options.flag(kOneCellOption, one_cell_, "").group("");
  }

  void run(const Console& console) override {
    check_output("--out", out_, html_page());
    options_.device = parse_device(device_);
    options_.threads = startable_threads(console, console.worker_threads());
    if (eager_ && !options_.device.cuda)
      throw InputError("--eager is for GPUs; add --device cuda, or leave it out");
    if (schedules_.empty() && !source_.adapted()) schedules_ = {"none,low,high"};
    options_.schedules = split_schedules(schedules_);  // none for an adapted model: its file names its own
    options_.batches = parse_batches(!batches_.empty() ? batches_ : latency_ ? "1" : "1,8,32");
    options_.precisions = parse_precisions(precisions_);
    options_.break_even = kScopes.at(scope_);
    if (latency_) options_.calls = (kLatencyCalls + options_.rounds - 1) / options_.rounds;
    if (train_) check_training();
    if (one_cell_) {
      if (train_) use_threads(options_.threads);
      std::cout << cell_to_json(run_one_cell()) << std::endl;
      return;
    }
    BenchRecord record;
    record.model = source_.name();
    record.command = console.command;
    record.threads = options_.threads;
    record.machine = machine_facts();
    if (options_.device.cuda) record.gpu = cuda_library().facts(options_.device.index);
    measure(console, record);
    if (!out_.empty()) write_bench_page(out_, record);
    console.result(bench_json(record), bench_text(record) + (out_.empty() ? "" : "report: " + out_ + "\n"));
  }

 private:
  void check_training() const {
    if (!training_for_bench()) {
      throw InputError("--train: this pyra was built without training; configure with -DPYRA_TRAIN=ON");
    }
    if (!source_.reducer().empty() && source_.reducer() != standard_reducer().name) {
      throw InputError("--train --reducer " + source_.reducer() +
                       ": the steps timed are those of LoRA with PYRA; leave "
                       "--reducer out");
    }
  }

  void measure(const Console& console, BenchRecord& record) const {
    std::unique_ptr<Progress> line;
    BenchObserver observer;
    observer.say = [&](const std::string& text) {
      line.reset();
      console.say(text);
    };
    observer.progress = [&](std::int64_t done, std::int64_t total, const std::string& cell,
                            double img_per_s) {
      if (!line)
        line = std::make_unique<Progress>(std::cerr, stderr_is_terminal(), "bench", total,
                                          progress_options("turns"));
      line->update(done, {{cell + ":", fixed_number(img_per_s, 2) + " img/s"}});
      if (done == total) line->finish();
    };
    const OtherWork others;
    if (train_) {
      measure_training(record, observer);
    } else {
      measure_inference(record, observer);
    }
    record.doubts = bench_doubts(record.result, others.share());
    for (const std::string& doubt : record.doubts) observer.say(doubt);
  }

  void measure_training(BenchRecord& record, const BenchObserver& observer) const {
    if (options_.schedules.empty())
      throw InputError("--train with --model needs a --schedule, such as none,low,high");
    record.config = source_.config();
    record.weights = "random";
    record.reducer = standard_reducer().name;
    const bool with = checkpointing_ != "off", without = checkpointing_ != "on";
    std::vector<bool> recompute;
    if (without) recompute.push_back(false);
    if (with) recompute.push_back(true);
    record.result = run_training_bench(
        record.config, options_, recompute, [this](const BenchRow& row) { return cell_arguments(row); },
        observer);
  }

  void measure_inference(BenchRecord& record, const BenchObserver& observer) const {
    BenchSource source = source_.load(options_.schedules);
    record.config = source.model.config;
    record.weights = source.weights;
    record.reducer = source.model.reducer;
    for (const std::string& note : source.notes) observer.say(note);
    BenchOptions options = options_;
    if (options.schedules.empty()) options.schedules = split_schedules({"none;" + source.model.schedule});
    record.result = run_bench(std::move(source.model), options, observer);
    for (BenchRow& row : record.result.rows) {
      if (!no_memory_ && !options_.device.cuda) row.rss_bytes = run_cell(cell_arguments(row)).rss_bytes;
    }
  }

  std::vector<std::string> cell_arguments(const BenchRow& row) const {
    std::vector<std::string> words{"bench", kOneCellOption};
    for (const std::string& word : source_.arguments()) words.push_back(word);
    const auto add = [&](const std::string& option, const std::string& value) {
      words.insert(words.end(), {option, value});
    };
    add("--schedule", spell_rates(row.rates));
    add("--batch", std::to_string(row.batch));
    add("--dtype", precision_name(row.precision));
    add("--threads", std::to_string(options_.threads));
    if (row.train) {
      words.emplace_back("--train");
      add("--device", device_);
      add("--checkpointing", row.checkpointing ? "on" : "off");
      add("--seconds", std::to_string(options_.seconds / options_.rounds));
      if (eager_) words.emplace_back("--eager");
    }
    return words;
  }

  /// In a process of its own: inference for its memory alone, training for its time too.
  CellResult run_one_cell() const {
    const Precision precision = options_.precisions.front();
    const std::int64_t batch = options_.batches.front();
    if (train_) {
      const VitConfig config = source_.config();
      const std::vector<std::int64_t> rates = parse_schedule(options_.schedules.front(), config).rates;
      return training_for_bench()({config, rates, batch, precision, checkpointing_ == "on", eager_,
                                   options_.device, options_.seconds});
    }
    InferenceModel model = source_.load(options_.schedules).model;
    const std::vector<std::int64_t> rates = parse_schedule(options_.schedules.front(), model.config).rates;
    BenchModel packed(std::move(model), {precision}, batch, options_.threads);
    const MemoryUse use = measure_memory([&] {
      for (int call = 0; call < 2; ++call) packed.run(packed.engine(precision, rates), batch);
    });
    return {{}, use.peak_bytes, 0};
  }

  BenchSourceOptions source_;
  BenchOptions options_;
  std::vector<std::string> schedules_;
  std::string batches_, precisions_ = "f32", checkpointing_ = "off", device_ = "cpu", scope_ = "smallest",
                        out_;
  bool train_ = false, latency_ = false, no_memory_ = false, one_cell_ = false, eager_ = false;
};

}  // namespace

std::unique_ptr<Command> make_bench() { return std::make_unique<BenchCommand>(); }

}  // namespace pyra

// pyra schedule: rates per block that keep a model's answers within a budget, from unlabelled pictures.

#include <algorithm>
#include <iostream>
#include <sstream>
#include <nlohmann/json.hpp>

#include "cli/budget_options.h"
#include "cli/engine_options.h"
#include "cli/format.h"
#include "cli/model_options.h"
#include "cli/output_path.h"
#include "config/schedule_file.h"
#include "io/atomic_file.h"
#include "pyra/error.h"
#include "pyra/progress.h"
#include "pyra/table.h"
#include "runtime/inference_model_reducers.h"
#include "search/search.h"

namespace pyra {
namespace {

constexpr double kLatencyTolerance = 0.015;
constexpr int kCorrections = 5;

std::string significant(double value) {
  std::ostringstream text;
  text.precision(3);
  text << value;
  return text.str();
}

std::vector<Batch> load_pictures(const Dataset& dataset, const Preprocessing& preprocessing, int workers) {
  const auto transform = make_eval_transform(preprocessing);
  LoaderOptions options;
  options.workers = workers;
  options.height = preprocessing.crop_height;
  options.width = preprocessing.crop_width;
  options.exif_rotation = preprocessing.exif_rotation;
  Loader loader(dataset, *transform, options);
  std::vector<Batch> pictures;
  while (auto batch = loader.next()) pictures.push_back(std::move(*batch));
  return pictures;
}

/// `count` of them, evenly spaced: folders come class by class.
Dataset thin(Dataset all, std::size_t count) {
  if (all.samples.size() <= count) return all;
  Dataset kept;
  for (std::size_t i = 0; i < count; ++i) kept.samples.push_back(all.samples[i * all.samples.size() / count]);
  return kept;
}

class ScheduleCommand final : public Command {
 public:
  void define(CLI::App& app) override {
    model_options_.define_source(app);
    engine_options_.define(app);
    app.add_option("--data", data_, "folders of pictures like those it will see; labels are not read (train/ alone where there is one)")
        ->required()->type_name("DIR");
    budget_options_.define(app);
    app.add_option("--pictures", pictures_, "so many of them are used, evenly spaced")->check(CLI::Range(8, 100000))->capture_default_str();
    app.add_option("--evaluations", evaluations_, "schedules tried at most")->check(CLI::Range(1, 100000))->capture_default_str();
    app.add_option("--out", out_, "file to write (.json), which --schedule of the other commands takes")->type_name("FILE");
  }

  void run(const Console& console) override {
    check_output("--out", out_);
    if (!out_.empty() && !out_.ends_with(".json")) throw InputError("--out " + out_ + ": a name that ends in .json expected, so that --schedule knows it");
    LoadedModel loaded = model_options_.load(console);
    InferenceModel& model = loaded.model;
    prepare(model);
    for (const std::string& note : loaded.notes) console.say("note       " + note);
    const Engine engine = engine_options_.make(model, console);
    const auto packed = std::make_shared<const PackedModel>(engine.model());
    const MeasureCalls measure = time_engines(packed, budget_options_.batch(), console.worker_threads());
    const auto budget = budget_options_.make(model.config, measure, console);

    const Dataset dataset = thin(read_pictures({data_.begin(), data_.end()}), static_cast<std::size_t>(pictures_));
    console.say("preprocess " + describe(model.preprocessing));
    console.say("pictures   " + std::to_string(dataset.samples.size()) + ", labels unread");
    console.catch_interrupts();
    const Divergence divergence(packed, load_pictures(dataset, model.preprocessing, console.worker_threads()), console.worker_threads());
    SearchResult result = search(console, model.config, divergence, budget);
    if (budget.latency != nullptr) meet_latency(result, divergence, measure, *budget.latency, budget.value, model.config);
    report(console, model, result, budget);
  }

 private:
  static void prepare(InferenceModel& model) {
    if (model.reducer == "none") model.reducer = "tome";
    const RunnableReducer& reducer = find_runnable_reducer(model.reducer);
    if (reducer.bound_to_schedule) {
      throw InputError("the weights of reducer " + model.reducer + " belong to the schedule they were trained at (" +
                       spell_rates(model.trained_rates) + "); search with --backbone and train at what is found");
    }
  }

  SearchResult search(const Console& console, const VitConfig& config, const Divergence& divergence, const BudgetOptions::Budget& budget) const {
    ProgressOptions options;
    options.unit = "schedules";
    Progress line(std::cerr, stderr_is_terminal(), "search", evaluations_, options);
    SearchObserver observer;
    observer.stop = console.stop;
    observer.tried = [&](int done, double best) { line.update(done, {{"KL", significant(best)}}); };
    SearchResult result = search_schedule(config, *budget.cost, [&](const Rates& rates) { return divergence.at(rates); },
                                          {budget.value, evaluations_}, observer);
    line.finish();
    return result;
  }

  /// Measures what was found, and draws its shape anew until the measurement meets the budget.
  void meet_latency(SearchResult& result, const Divergence& divergence, const MeasureCalls& measure, LatencyCost& cost, double budget,
                    const VitConfig& config) {
    for (int i = 0; i < kCorrections; ++i) {
      measured_ms_ = measure({result.best.rates}).front();
      if (std::abs(measured_ms_ / budget - 1) < kLatencyTolerance) break;
      if (std::all_of(result.best.rates.begin(), result.best.rates.end(), [](std::int64_t rate) { return rate == 0; }) && measured_ms_ < budget) break;
      cost.correct(result.best.rates, measured_ms_);
      const auto rates = fit(result.best.shape, budget, cost, config);
      if (!rates || *rates == result.best.rates) break;
      result.best.rates = *rates;
    }
    result.best.cost = measured_ms_;
    result.best.departure = divergence.at(result.best.rates);
  }

  nlohmann::ordered_json row_of(const Candidate& candidate, const VitConfig& config, const std::string& unit) const {
    const Schedule schedule = make_schedule(candidate.name, candidate.rates, config);
    nlohmann::ordered_json row{{"name", candidate.name},
                               {"schedule", schedule.rates},
                               {"spelling", spell_rates(schedule.rates)},
                               {"gmac", schedule.gmac},
                               {"speedup", schedule.speedup()},
                               {"divergence", candidate.departure.divergence},
                               {"agreement", candidate.departure.agreement}};
    if (unit == "ms") row["ms"] = candidate.cost;
    return row;
  }

  void report(const Console& console, const InferenceModel& model, const SearchResult& result, const BudgetOptions::Budget& budget) const {
    const VitConfig& config = model.config;
    nlohmann::ordered_json json = row_of(result.best, config, budget.unit);
    json.erase("name");
    json["budget"] = budget_options_.text();
    json["evaluations"] = result.evaluations;
    json["pictures"] = pictures_;
    json["reducer"] = model.reducer;
    json["dtype"] = engine_options_.dtype();
    if (budget.unit == "ms") json["batch"] = budget_options_.batch();
    json["backbone"] = nlohmann::ordered_json::parse(schedule_owner(config, model.backbone_fingerprint));
    json["sensitivity"] = result.sensitivity;
    json["known"] = nlohmann::ordered_json::array();
    std::vector<Candidate> rows = result.known;
    for (const Candidate& known : rows) json["known"].push_back(row_of(known, config, budget.unit));
    rows.push_back(result.best);
    Table table{{"schedule", "rates", "GMAC", "fewer", "KL", "same answer %"}, {}};
    if (budget.unit == "ms") table.columns.push_back("ms");
    for (const Candidate& row : rows) {
      const Schedule schedule = make_schedule(row.name, row.rates, config);
      table.rows.push_back({row.name, spell_rates(row.rates), format(schedule.gmac, 3), format(schedule.speedup(), 2) + "x",
                            significant(row.departure.divergence), format(100 * row.departure.agreement, 1)});
      if (budget.unit == "ms") table.rows.back().push_back(format(row.cost, 2));
    }
    const std::string spelling = out_.empty() ? spell_rates(result.best.rates) : out_;
    json["use"] = use_of(spelling);
    if (!out_.empty()) write_text(out_, json.dump(1) + "\n");
    console.result(json, to_text(table) + "tokens  " + describe_tokens(make_schedule("found", result.best.rates, config)) +
                             "\nuse it  " + use_of(spelling) + "\n");
  }

  std::string use_of(const std::string& spelling) const {
    const std::string model = model_options_.argument();
    return model.starts_with("--backbone") ? "pyra adapt " + model + " --data DATA --schedule " + spelling + " --out RUN"
                                           : "pyra export " + model + " --schedule " + spelling + " --to runtime --out FILE";
  }

  ModelOptions model_options_;
  EngineCommandOptions engine_options_;
  BudgetOptions budget_options_;
  std::vector<std::string> data_;
  std::string out_;
  std::int64_t pictures_ = 256;
  int evaluations_ = 150;
  double measured_ms_ = 0;
};

}  // namespace

std::unique_ptr<Command> make_schedule_search() { return std::make_unique<ScheduleCommand>(); }

}  // namespace pyra

// pyra schedule: rates per block that keep a model's answers within a budget, from unlabelled pictures.

#include <nlohmann/json.hpp>

#include "base/json/json_text.h"
#include "base/text/numbers.h"
#include "cli/accepted.h"
#include "cli/budget_options.h"
#include "cli/find_schedule.h"
#include "cli/format.h"
#include "cli/model_options.h"
#include "cli/output_path.h"
#include "cli/picture_memory_option.h"
#include "cli/result_with_files.h"
#include "cli/shown_table.h"
#include "io/atomic_file.h"
#include "pyra/error.h"
#include "schedules/schedule_file.h"
#include "show/table.h"
#include "tasks/list.h"

namespace pyra {
namespace {

class ScheduleCommand final : public Command {
 public:
  void define(Options& options) override {
    model_options_.define_source(options);
    options.add("--dtype", dtype_, "of the products: f32, bf16 or int8")
        .transform(one_of({"f32", "bf16", "int8"}))
        .capture_default_str();
    options
        .add("--data", data_,
             "folders of pictures like those it will see; labels are not read (train/ alone where "
             "there is one)")
        .required()
        .type_name("DIR");
    add_picture_memory(options);
    budget_options_.define(options);
    options.add("--pictures", settings_.pictures, "so many of them are used, evenly spaced")
        .check(whole_in(8, 100000))
        .capture_default_str();
    options.add("--evaluations", settings_.evaluations, "schedules tried at most")
        .check(whole_in(1, 100000))
        .capture_default_str();
    options.add("--out", out_, "file to write (.json), which --schedule of the other commands takes")
        .type_name("FILE");
  }

  void run(const Console& console) override {
    check_output("--out", out_, json_file());
    if (!out_.empty() && !out_.ends_with(".json"))
      throw InputError("--out " + out_ + ": a name that ends in .json expected, so that --schedule knows it");
    LoadedModel loaded = model_options_.load(console);
    InferenceModel& model = loaded.model;
    prepare_for_search(model);
    for (const std::string& note : loaded.notes) console.say("note       " + note);
    console.say("preprocess " + describe(model.preprocessing));
    const PackedModel packed(model, parse_precision(dtype_));
    const Dataset dataset = read_pictures({data_.begin(), data_.end()});
    for (const std::string& note : dataset.notes) console.say("note       " + note);
    Budget budget = budget_options_.make(packed, console);
    check_elastic_budget(model, budget);
    console.catch_interrupts();
    const SearchResult result = find_schedule(console, find_task(model.task), packed, model.preprocessing,
                                              dataset, budget, settings_);
    report(console, model, result, budget);
  }

 private:
  nlohmann::ordered_json row_of(const Candidate& candidate, const VitConfig& config, bool timed) const {
    const Schedule schedule = make_schedule(candidate.name, candidate.rates, config);
    nlohmann::ordered_json row{{"name", candidate.name},
                               {"schedule", schedule.rates},
                               {"spelling", spell_rates(schedule.rates)},
                               {"gmac", schedule.gmac},
                               {"speedup", schedule.speedup()},
                               {"divergence", candidate.departure.divergence},
                               {"agreement", candidate.departure.agreement}};
    if (timed) row["ms"] = candidate.cost;
    return row;
  }

  void report(const Console& console, const InferenceModel& model, const SearchResult& result,
              const Budget& budget) const {
    const VitConfig& config = model.config;
    const bool timed = budget.measure != nullptr;
    nlohmann::ordered_json json = row_of(result.best, config, timed);
    json.erase("name");
    json["budget"] = budget.option;
    json["needs_no_merging"] = budget.needs_no_merging();
    json["evaluations"] = result.evaluations;
    json["pictures"] = settings_.pictures;
    json["reducer"] = model.reducer;
    json["dtype"] = dtype_;
    if (timed) json["batch"] = budget_options_.batch();
    json["backbone"] = nlohmann::ordered_json::parse(schedule_owner(config, model.backbone_fingerprint));
    json["sensitivity"] = result.sensitivity;
    json["known"] = nlohmann::ordered_json::array();
    std::vector<Candidate> rows = result.known;
    for (const Candidate& known : rows) json["known"].push_back(row_of(known, config, timed));
    rows.push_back(result.best);
    Table table{{"schedule", "rates", "GMAC", "fewer", "KL", "same answer %"}, {}};
    if (timed) table.columns.push_back("ms");
    for (const Candidate& row : rows) {
      const Schedule schedule = make_schedule(row.name, row.rates, config);
      table.rows.push_back({row.name, spell_rates(row.rates), format(schedule.gmac, 3),
                            format(schedule.speedup(), 2) + "x", three_digits(row.departure.divergence),
                            format(100 * row.departure.agreement, 1)});
      if (timed) table.rows.back().push_back(format(row.cost, 2));
    }
    const std::string spelling = out_.empty() ? spell_rates(result.best.rates) : out_;
    json["use"] = use_of(spelling);
    const auto write = [&] {
      if (!out_.empty()) write_text(out_, json_text(json, 1) + "\n");
    };
    result_with_files(console, json,
                      shown_table(table) + "tokens  " +
                          describe_tokens(make_schedule("found", result.best.rates, config)) + "\nuse it  " +
                          use_of(spelling) + "\n",
                      write);
  }

  std::string use_of(const std::string& spelling) const {
    const std::string model = model_options_.argument() + model_options_.reducer_argument();
    return model.starts_with("--backbone")
               ? "pyra adapt " + model + " --data DATA --schedule " + spelling + " --out RUN"
               : "pyra export " + model + " --schedule " + spelling + " --to runtime --out FILE";
  }

  ModelOptions model_options_;
  std::string dtype_ = "f32";
  BudgetOptions budget_options_;
  std::vector<std::string> data_;
  std::string out_;
  FindSettings settings_;
};

}  // namespace

std::unique_ptr<Command> make_schedule_search() { return std::make_unique<ScheduleCommand>(); }

}  // namespace pyra

// pyra predict: labels of picture files.

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <sstream>

#include "cli/accepted.h"
#include "cli/command.h"
#include "cli/engine_options.h"
#include "cli/format.h"
#include "cli/model_options.h"
#include "cli/output_path.h"
#include "cli/picture_memory_option.h"
#include "io/atomic_file.h"
#include "pyra/error.h"
#include "pyra/table.h"
#include "runtime/follow_picture.h"

namespace pyra {
namespace {

struct Prediction {
  std::string path;
  std::vector<std::pair<std::string, float>> classes;  // most probable first
};

class PredictCommand final : public Command {
 public:
  void define(CLI::App& app) override {
    app.add_option("pictures", pictures_, "JPEG, PNG or WebP files")->required()->type_name("FILE");
    model_options_.define(app);
    engine_options_.define(app);
    add_picture_memory(app);
    app.add_option("--top", top_, "how many labels to print")->check(whole_in(1, 1000000));
    app.add_option("--csv", csv_, "write a row per picture: path, label, probability, ...")->type_name("FILE");
    app.add_option("--tokens", tokens_, "draw the groups of merged patches over the picture; several pictures: NAME-1.png, NAME-2.png")->type_name("FILE");
  }

  void run(const Console& console) override {
    check_output("--csv", csv_);
    check_output("--tokens", tokens_);
    const LoadedModel loaded = model_options_.load(console);
    const InferenceModel& model = loaded.model;
    for (const std::string& note : loaded.notes) console.say("note       " + note);
    console.say("preprocess " + describe(model.preprocessing));
    const std::unique_ptr<const Runner> engine = engine_options_.make(model, console);
    console.catch_interrupts();
    std::vector<Prediction> predictions;
    std::vector<std::string> drawn;
    for (std::size_t i = 0; i < pictures_.size(); ++i) {
      if (console.stop()) throw Interrupted("stopped after " + std::to_string(i) + " pictures");
      const FollowedPicture picture = run_picture(*engine, model.preprocessing, pictures_[i], !tokens_.empty());
      predictions.push_back({pictures_[i], ranked(picture.probabilities, model.class_names)});
      if (!tokens_.empty()) {
        drawn.push_back(tokens_path(i));
        write_png(drawn.back(), draw_followed(model.config, picture, "").after);
      }
    }
    if (!csv_.empty()) write_csv(predictions);
    console.result(to_json(predictions, drawn), to_text(predictions, drawn));
  }

 private:
  std::vector<std::pair<std::string, float>> ranked(const std::vector<float>& probabilities,
                                                    const std::vector<std::string>& names) const {
    std::vector<std::size_t> order(probabilities.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return probabilities[a] > probabilities[b]; });
    order.resize(std::min(order.size(), static_cast<std::size_t>(top_)));
    std::vector<std::pair<std::string, float>> classes;
    for (const std::size_t k : order) classes.emplace_back(names.empty() ? std::to_string(k) : names.at(k), probabilities[k]);
    return classes;
  }

  std::string tokens_path(std::size_t index) const {
    if (pictures_.size() == 1 || is_stream(tokens_)) return tokens_;
    const std::filesystem::path path = tokens_;
    return (path.parent_path() / (path.stem().string() + "-" + std::to_string(index + 1) + ".png")).string();
  }

  static nlohmann::ordered_json to_json(const std::vector<Prediction>& predictions, const std::vector<std::string>& drawn) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < predictions.size(); ++i) {
      nlohmann::ordered_json classes = nlohmann::ordered_json::array();
      for (const auto& [name, probability] : predictions[i].classes) {
        classes.push_back({{"label", name}, {"probability", probability}});
      }
      rows.push_back({{"path", predictions[i].path}, {"predictions", classes}});
      if (!drawn.empty()) rows.back()["tokens"] = drawn[i];
    }
    return {{"pictures", rows}};
  }

  static std::string to_text(const std::vector<Prediction>& predictions, const std::vector<std::string>& drawn) {
    std::ostringstream text;
    for (std::size_t i = 0; i < predictions.size(); ++i) {
      text << predictions[i].path << "\n";
      for (const auto& [name, probability] : predictions[i].classes) {
        text << "  " << format(100.0 * static_cast<double>(probability), 1) << " %  " << name << "\n";
      }
      if (!drawn.empty()) text << "  merged patches: " << drawn[i] << "\n";
    }
    return text.str();
  }

  void write_csv(const std::vector<Prediction>& predictions) const {
    Table table{{"path"}, {}};
    for (std::size_t k = 1; k <= predictions.front().classes.size(); ++k) {
      table.columns.push_back("label_" + std::to_string(k));
      table.columns.push_back("probability_" + std::to_string(k));
    }
    for (const Prediction& prediction : predictions) {
      auto& row = table.rows.emplace_back();
      row.push_back(prediction.path);
      for (const auto& [name, probability] : prediction.classes) {
        row.push_back(name);
        row.push_back(format(static_cast<double>(probability), 6));
      }
    }
    write_text(csv_, to_csv(table));
  }

  std::vector<std::string> pictures_;
  ModelOptions model_options_;
  EngineCommandOptions engine_options_;
  std::int64_t top_ = 5;
  std::string csv_, tokens_;
};

}  // namespace

std::unique_ptr<Command> make_predict() { return std::make_unique<PredictCommand>(); }

}  // namespace pyra

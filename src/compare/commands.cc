#include "compare/commands.h"

#include "reducers/list.h"

namespace pyra {
namespace fs = std::filesystem;
namespace {

/// Collects words; a path is written as it is on this machine or as the compare file spells it.
struct Words {
  bool spelled;
  std::vector<std::string> words;

  void add(const std::string& option, const std::string& value) {
    words.insert(words.end(), {option, value});
  }
  void add(const std::string& option, const NamedPath& path) {
    add(option, spelled ? path.spelled : path.path.string());
  }
  void add(const std::string& option, const std::optional<NamedPath>& path) {
    if (path) add(option, *path);
  }
};

std::string option_name(std::string field) {
  for (char& c : field) c = c == '_' ? '-' : c;
  return "--" + field;
}

/// `image_size`: whether the command takes it; bench runs a tuned model at the size it was tuned at.
void add_backbone(Words& line, const CompareBackbone& backbone, bool image_size) {
  line.add("--backbone", backbone);
  for (const auto& [key, value] : backbone.said) {
    if (image_size || key != "image_size") line.add(option_name(key), value);
  }
}

/// The recipe file as the cell uses it, then what differs from it.
void add_recipe(Words& line, const ComparePlan& plan, const Cell& cell) {
  const NamedPath* file = plan.recipe_file(cell);
  if (file != nullptr) line.add("--recipe", *file);
  const Recipe base = file == nullptr ? Recipe{} : read_recipe(file->path);
  for (const RecipeField& field : recipe_fields()) {
    const std::string value = field.text(cell.recipe);
    const bool always =
        field.name == "method" || field.name == "reducer" || field.name == "schedule" || field.name == "seed";
    if (always || value != field.text(base)) line.add(option_name(field.name), value);
  }
}

Words training(const ComparePlan& plan, const Cell& cell, bool spelled) {
  Words line{spelled, {"adapt"}};
  const CompareData& data = plan.data(cell);
  add_backbone(line, *plan.backbone(cell), true);
  line.add("--data", data.path);
  line.add("--train-list", data.train_list);
  line.add("--test-list", data.test_list);
  add_recipe(line, plan, cell);
  if (cell.teacher)
    line.add("--teacher",
             spelled ? plan.cells[*cell.teacher].name : run_folder(plan, plan.cells[*cell.teacher]).string());
  return line;
}

/// What makes a trained adapter run as this cell does.
void add_model(Words& line, const ComparePlan& plan, const Cell& cell, const std::string& run) {
  line.add("--model", run);
  line.add("--schedule", cell.schedule);
  if (!cell.source) return;
  if (const NamedPath* tocom = plan.tocom(cell)) line.add("--tocom", *tocom);
  // An adapter trained without merging has no reducer to run at another rate.
  const bool merges = find_reducer(cell.recipe.reducer).merges;
  if (!merges && cell.schedule != "none") line.add("--reducer", fallback_reducer().name);
}

Words evaluation(const ComparePlan& plan, const Cell& cell, bool spelled, const std::string& run) {
  Words line{spelled, {"eval"}};
  const CompareData& data = plan.data(cell);
  add_model(line, plan, cell, run);
  add_backbone(line, *plan.backbone(cell), true);
  line.add("--data", data.path);
  if (data.test_list) line.add("--list", data.test_list);
  return line;
}

/// For a shell; ${NAME} stays one.
std::string quoted(const std::string& word) {
  if (word.find_first_of(" '\"\\*?;&|<>()`") == std::string::npos) return word;
  std::string text = "\"";
  for (const char c : word)
    text += (c == '"' || c == '\\' || c == '`') ? std::string("\\") + c : std::string(1, c);
  return text + "\"";
}

}  // namespace

fs::path cell_folder(const ComparePlan& plan, const Cell& cell) { return plan.file.work / cell.name; }

fs::path run_folder(const ComparePlan& plan, const Cell& cell) {
  return cell_folder(plan, cell.source ? plan.cells[*cell.source] : cell) / "run";
}

fs::path record_file(const ComparePlan& plan, const Cell& cell) {
  return plan.file.out / (cell.name + ".json");
}
fs::path failure_file(const ComparePlan& plan, const Cell& cell) {
  return plan.file.out / (cell.name + ".failed.json");
}

std::vector<std::string> run_words(const ComparePlan& plan, const Cell& cell, int threads, bool resume) {
  const std::string run = run_folder(plan, cell).string();
  Words line = cell.source ? evaluation(plan, cell, false, run) : training(plan, cell, false);
  if (cell.source) {
    line.words.emplace_back("--per-class");
  } else {
    line.add("--out", run);
    if (resume) line.words.emplace_back("--resume");
  }
  line.add("--threads", std::to_string(threads));
  line.words.emplace_back("--json");
  return line.words;
}

std::vector<std::string> speed_words(const ComparePlan& plan, const Cell& cell, int threads) {
  const SpeedSettings& speed = plan.file.speed;
  Words line{false, {"bench"}};
  add_model(line, plan, cell, run_folder(plan, cell).string());
  add_backbone(line, *plan.backbone(cell), false);
  line.add("--batch", std::to_string(speed.batch));
  line.add("--dtype", speed.dtype);
  line.add("--seconds", std::to_string(speed.seconds));
  line.add("--rounds", std::string("1"));
  line.add("--break-even", std::string("off"));
  line.words.emplace_back("--no-memory");
  line.add("--threads", std::to_string(threads));
  line.words.emplace_back("--json");
  return line.words;
}

std::string shown_command(const ComparePlan& plan, const Cell& cell) {
  Words line =
      cell.source ? evaluation(plan, cell, true, plan.cells[*cell.source].name) : training(plan, cell, true);
  if (!cell.source) line.add("--out", cell.name);
  std::string text = "pyra";
  for (const std::string& word : line.words) text += " " + quoted(word);
  return text;
}

}  // namespace pyra

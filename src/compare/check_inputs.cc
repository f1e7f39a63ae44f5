#include "compare/check_inputs.h"

#include <map>
#include <set>

#include "compare/commands.h"
#include "deploy/found_schedule.h"
#include "pictures/sets/data_digest.h"
#include "pyra/backbone.h"
#include "pyra/dataset.h"
#include "pyra/error.h"
#include "pyra/schedule.h"
#include "pyra/tocom.h"
#include "schedules/training_schedule.h"
#include "tasks/list.h"

namespace pyra {
namespace {

/// A training step with a frozen backbone is about as dear as three forward passes.
constexpr double kTrainingPasses = 3;

struct Pictures {
  double train = 0, test = 0;
  std::int64_t classes = 0;
  std::string digest;
};

class Checker {
 public:
  explicit Checker(ComparePlan& plan) : plan_(plan) {}

  void check(Cell& cell) {
    const CompareMethod& method = plan_.method(cell);
    const std::string place =
        plan_.file.source + ": [[method]] '" + method.name + "'" + " on '" + plan_.data(cell).name + "'";
    const Backbone& backbone = backbone_of(cell, place);
    const Pictures& pictures = pictures_of(cell);
    cell.pictures = pictures.digest;
    try {
      const VitConfig config = config_of(cell, backbone, pictures);
      Schedule schedule = parse_training_schedule(cell.schedule, config).schedule;
      check_found_for(schedule, backbone.fingerprint, cell.recipe.reducer);
      if (const NamedPath* tocom = plan_.tocom(cell))
        check_tocom(*tocom, backbone, parse_schedule(method.from_schedule, config), schedule, config);
      cell.cost = schedule.gmac * pictures.test;
      if (!cell.source) {
        cell.cost +=
            schedule.gmac * kTrainingPasses * pictures.train * static_cast<double>(cell.recipe.epochs);
      }
    } catch (const InputError& error) {
      throw InputError(place + ": " + error.what(), error.code());
    }
  }

  void check_same(const Cell& cell, const CellRecord& record) {
    const std::string place = plan_.file.source + ": cell " + cell.name;
    const auto differ = [&](const std::string& what, const std::string& was, const std::string& is) {
      throw InputError(place + " is finished, but with " + what + " (" + was + ") than there is now (" + is +
                       "); delete " + record_file(plan_, cell).string() +
                       " to run it again, give another folder with --out, or "
                       "--report-only for the report of what is finished");
    };
    if (const std::string now = backbone_of(cell, place).fingerprint;
        !record.fingerprint.empty() && now != record.fingerprint)
      differ("another backbone", record.fingerprint.substr(0, 12), now.substr(0, 12));
    if (const std::string now = pictures_of(cell).digest; !record.pictures.empty() && now != record.pictures)
      differ("other pictures", record.pictures, now);
  }

 private:
  const Backbone& backbone_of(const Cell& cell, const std::string& place) {
    const CompareBackbone* path = plan_.backbone(cell);
    if (path == nullptr) {
      throw InputError(place +
                       ": there is no backbone; name one for the whole file, the data set or the method");
    }
    const auto key = std::pair(path->path, path->said);
    const auto found = backbones_.find(key);
    if (found != backbones_.end()) return found->second;
    try {
      Backbone backbone = read_backbone(path->path, path->overrides());
      backbone.tensors.clear();
      return backbones_.emplace(key, std::move(backbone)).first->second;
    } catch (const InputError& error) {
      throw InputError(place + ": backbone = '" + path->spelled + "': " + error.what(), error.code());
    }
  }

  const Pictures& pictures_of(const Cell& cell) {
    const auto found = pictures_.find(cell.data);
    if (found != pictures_.end()) return found->second;
    const CompareData& data = plan_.data(cell);
    try {
      const auto read = [&](const std::optional<NamedPath>& list, const char* part) {
        return list ? read_list(data.path.path, list->path) : read_split(data.path.path, part);
      };
      if (!data.test_list && !find_parts(data.path.path).test) {
        throw InputError(data.path.path.string() +
                         " has no test/ folder, so nothing is left to test on (val/ is there to choose "
                         "the best epoch); name test_list");
      }
      const Dataset train = read(data.train_list, "train"), test = read(data.test_list, "test");
      const Pictures pictures{static_cast<double>(train.samples.size()),
                              static_cast<double>(test.samples.size()),
                              static_cast<std::int64_t>(train.class_names.size()),
                              "train " + digest(train) + "; test " + digest(test)};
      const Task& task = find_task(train.task);
      if (pictures.classes < task.least)
        throw InputError("the training pictures have " + std::to_string(pictures.classes) + " " +
                         task.outputs + "; " + task.needs);
      if (test.task != train.task)
        throw InputError("it trains on task " + train.task + ", but its test pictures are of " + test.task);
      return pictures_.emplace(cell.data, pictures).first->second;
    } catch (const InputError& error) {
      throw InputError(plan_.file.source + ": [[data]] '" + data.name + "': " + error.what(), error.code());
    }
  }

  static VitConfig config_of(const Cell& cell, const Backbone& backbone, const Pictures& pictures) {
    const Preprocessing preprocessing = resolve_preprocessing(cell.recipe, backbone.preprocessing);
    VitConfig config = backbone.config;
    config.image_height = preprocessing.crop_height;
    config.image_width = preprocessing.crop_width;
    config.classes = pictures.classes;
    validate(config);
    return config;
  }

  void check_tocom(const NamedPath& file, const Backbone& backbone, const Schedule& from, const Schedule& to,
                   const VitConfig& config) {
    auto found = tocoms_.find(file.path);
    if (found == tocoms_.end()) {
      Tocom tocom = read_tocom(file.path);
      tocom.tensors.clear();
      found = tocoms_.emplace(file.path, std::move(tocom)).first;
    }
    const Tocom& tocom = found->second;
    if (tocom.backbone_fingerprint != backbone.fingerprint) {
      throw InputError("tocom = '" + file.spelled + "' was distilled from another backbone (" +
                       tocom.backbone_fingerprint.substr(0, 12) + ", this one is " +
                       backbone.fingerprint.substr(0, 12) + ")");
    }
    for (const Schedule* schedule : {&from, &to}) {
      const std::int64_t rate = uniform_rate(schedule->rates, config);
      if (rate <= tocom.max_rate) continue;
      throw InputError("schedule '" + schedule->spelling + "' removes " + std::to_string(rate) +
                       " tokens a block; tocom = '" + file.spelled + "' knows rates from 0 to " +
                       std::to_string(tocom.max_rate));
    }
  }

  ComparePlan& plan_;
  std::map<std::pair<std::filesystem::path, decltype(CompareBackbone::said)>, Backbone> backbones_;
  std::map<std::filesystem::path, Tocom> tocoms_;
  std::map<std::size_t, Pictures> pictures_;
};

}  // namespace

void check_inputs(ComparePlan& plan, const std::vector<std::size_t>& cells,
                  const std::vector<CellState>& states) {
  Checker checker(plan);
  for (const std::size_t cell : cells) checker.check(plan.cells[cell]);
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    if (states[i].record) checker.check_same(plan.cells[i], *states[i].record);
  }
}

}  // namespace pyra

#include "recipes/unused_fields.h"

#include <set>

#include "methods/list.h"
#include "reducers/list.h"

namespace pyra {
namespace {

struct Idle {
  std::string (*why)(const Recipe&);  // empty where the fields count
  std::set<std::string> fields;
};

std::string method_has_no_map(const Recipe& r) {
  return find_method(r.method).has_width() ? "" : "method " + r.method + " puts no map beside the weights";
}
std::string no_mixup(const Recipe& r) {
  return r.augmentation == "rand" ? "" : "augmentation " + r.augmentation + " mixes no pictures (rand does)";
}
std::string no_warm_up(const Recipe& r) {
  return warmup_epochs(r) == 0 ? "there is no warm-up of " + std::to_string(r.epochs) + " epochs" : "";
}
std::string no_merging(const Recipe& r) {
  return !find_reducer(r.reducer).merges && r.schedule != "none"
             ? "reducer " + r.reducer + " keeps every token"
             : "";
}

const Idle kIdle[] = {{method_has_no_map, {"width", "adapter_dropout"}},
                      {no_mixup, {"mixup"}},
                      {no_warm_up, {"warmup_lr"}},
                      {no_merging, {"schedule"}}};

}  // namespace

std::vector<std::string> notes_on_unused_fields(const Recipe& recipe) {
  std::vector<std::string> notes;
  for (const Idle& idle : kIdle) {
    const std::string why = idle.why(recipe);
    if (why.empty()) continue;
    for (const RecipeField& field : recipe_fields()) {
      const std::string text = field.text(recipe);
      if (!idle.fields.contains(field.name) || text == field.default_text) continue;
      notes.push_back(field.name + " = " + text + " has no effect: " + why);
    }
  }
  return notes;
}

}  // namespace pyra

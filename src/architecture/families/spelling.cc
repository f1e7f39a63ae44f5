#include "architecture/families/spelling.h"

#include <algorithm>
#include <cctype>

#include "architecture/families/layout.h"
#include "pyra/error.h"

namespace pyra {
namespace {

constexpr std::array<std::string_view, 2> kOfLayer{".weight", ".bias"};

/// "a.12.b" as "a.#.b" and its numbers.
struct Pattern {
  explicit Pattern(std::string_view name) {
    for (std::size_t at = 0; at < name.size();) {
      const auto is_digit = [&](std::size_t i) {
        return i < name.size() && std::isdigit(static_cast<unsigned char>(name[i])) != 0;
      };
      std::size_t end = at;
      while (is_digit(end)) ++end;
      const bool alone =
          end > at && (at == 0 || name[at - 1] == '.') && (end == name.size() || name[end] == '.');
      if (alone) {
        numbers.emplace_back(name.substr(at, end - at));
        text += '#';
      } else {
        end = std::max(end, at + 1);
        text += name.substr(at, end - at);
      }
      at = end;
    }
  }
  /// `to` with the numbers in place of its '#'.
  std::string fill(std::string_view to) const {
    std::string result;
    auto number = numbers.begin();
    for (const char c : to) {
      if (c == '#' && number != numbers.end()) {
        result += *number++;
      } else {
        result += c;
      }
    }
    return result;
  }

  std::string text;
  std::vector<std::string> numbers;
};

class Respeller {
 public:
  Respeller(const Spelling& spelling, std::string model) : spelling_(spelling), model_(std::move(model)) {
    for (const Renamed& rule : spelling.tensors) add(model_ + std::string(rule.from), rule, "");
    for (const std::string_view kind : kOfLayer) {
      for (const Renamed& rule : spelling.layers) add(model_ + std::string(rule.from), rule, kind);
      for (const Renamed& rule : spelling.beside) add(std::string(rule.from), rule, kind);
      for (const Joined& rule : spelling.joined) {
        for (std::size_t i = 0; i < rule.from.size() && !rule.from[i].empty(); ++i)
          parts_[model_ + std::string(rule.from[i]) + std::string(kind)] = {&rule, i, kind};
      }
    }
  }

  void take_all(TensorMap tensors, MappedWeights& result) {
    for (auto& [name, tensor] : tensors) take_one(name, std::move(tensor), result);
    for (auto& [to, join] : joins_) put(to, to, join.whole(to, join_of_weight(to)), result);
    for (const auto& [left, count] : left_out_) {
      const std::string what = left->name.ends_with('.') ? std::to_string(count) + " tensors below " : "";
      result.notes.push_back("left out " + what + std::string(left->name) + " (" + std::string(left->why) +
                             ")");
    }
  }

 private:
  struct Rename {
    const Renamed* rule;
    std::string_view kind;
  };
  struct Part {
    const Joined* rule;
    std::size_t index;
    std::string_view kind;
  };
  struct Join {
    const Joined* rule;
    std::string_view kind;
    std::array<std::string, 3> names;
    std::array<std::optional<HostTensor>, 3> parts;

    /// `weights`: of the same layer, whose rows say how long a missing bias is; null where there are none.
    HostTensor whole(const std::string& to, const Join* weights) const {
      std::vector<HostTensor> present;
      for (std::size_t i = 0; i < rule->from.size() && !rule->from[i].empty(); ++i) {
        const bool zero = !parts[i] && rule->may_lack_biases && kind == kOfLayer[1] && weights != nullptr &&
                          weights->parts[i] && !weights->parts[i]->shape.empty();
        if (!parts[i] && !zero) throw InputError("the checkpoint lacks the tensor '" + names[i] + "'");
        if (parts[i]) {
          present.push_back(*parts[i]);
        } else {
          const std::int64_t rows = weights->parts[i]->shape[0];
          present.push_back(make_tensor(std::vector<float>(static_cast<std::size_t>(rows)), {rows}));
        }
      }
      return concatenate(present, to);
    }
  };

  void add(const std::string& from, const Renamed& rule, std::string_view kind) {
    renames_[from + std::string(kind)] = {&rule, kind};
  }

  const Join* join_of_weight(const std::string& to) const {
    if (!to.ends_with(kOfLayer[1])) return nullptr;
    const auto found = joins_.find(to.substr(0, to.size() - kOfLayer[1].size()) + std::string(kOfLayer[0]));
    return found == joins_.end() ? nullptr : &found->second;
  }

  void take_one(const std::string& name, HostTensor tensor, MappedWeights& result) {
    const Pattern pattern(name);
    if (const auto found = renames_.find(pattern.text); found != renames_.end()) {
      const Renamed& rule = *found->second.rule;
      if (rule.change != nullptr) tensor = rule.change(std::move(tensor), name);
      return put(name, pattern.fill(rule.to) + std::string(found->second.kind), std::move(tensor), result);
    }
    if (const auto found = parts_.find(pattern.text); found != parts_.end()) {
      const Part& part = found->second;
      Join& join = joins_[pattern.fill(part.rule->to) + std::string(part.kind)];
      if (join.rule == nullptr) {
        join.rule = part.rule;
        join.kind = part.kind;
        for (std::size_t i = 0; i < join.names.size(); ++i)
          join.names[i] = pattern.fill(model_ + std::string(part.rule->from[i])) + std::string(part.kind);
      }
      join.parts[part.index] = std::move(tensor);
      return;
    }
    for (const LeftOut& left : spelling_.left_out) {
      const std::string beside(left.name), below = model_ + beside;
      const bool all = left.name.ends_with('.');
      if (left.beside && model_.empty()) continue;
      if (left.beside && below.size() > beside.size() && name.starts_with(model_)) continue;
      if (all ? name.starts_with(beside) || name.starts_with(below) : name == beside || name == below) {
        ++left_out_[&left];
        return;
      }
    }
    put(name, name, std::move(tensor), result);
  }

  static void put(const std::string& from, const std::string& to, HostTensor tensor, MappedWeights& result) {
    if (!result.tensors.emplace(to, std::move(tensor)).second)
      throw InputError("the checkpoint holds the tensor '" + to + "' twice: as '" + from + "' too");
  }

  const Spelling& spelling_;
  std::string model_;  // its name, before all of its tensors
  std::map<std::string, Rename, std::less<>> renames_;
  std::map<std::string, Part, std::less<>> parts_;
  std::map<std::string, Join> joins_;  // by pyra's name
  std::map<const LeftOut*, std::size_t> left_out_;
};

struct Place {
  std::vector<PlacedModel> models;
  std::string name;
};

/// Below the first of the model's names that the file has.
std::optional<Place> find_place(const Spelling& spelling, const TensorMap& tensors) {
  for (const std::string_view name : spelling.names) {
    const std::string before(name), root = before + std::string(spelling.root);
    std::vector<std::string> others;
    for (const std::string_view other : spelling.others) others.push_back(before + std::string(other));
    auto models = find_models(tensors, {root, {others.begin(), others.end()}});
    std::erase_if(models, [&](const PlacedModel& model) {
      return std::none_of(others.begin(), others.end(),
                          [&](const std::string& other) { return tensors.contains(model.prefix + other); });
    });
    if (!models.empty()) return Place{std::move(models), before};
  }
  return std::nullopt;
}

}  // namespace

std::vector<PlacedModel> spelled_models(const Spelling& spelling, const TensorMap& tensors) {
  const auto place = find_place(spelling, tensors);
  return place ? place->models : std::vector<PlacedModel>{};
}

MappedWeights respell(const Spelling& spelling, TensorMap tensors, const std::optional<std::string>& copy) {
  const Place place = find_place(spelling, tensors).value();
  const PlacedModel chosen = choose_model(tensors, place.models, copy).value();
  MappedWeights result;
  TensorMap weights = unwrap(std::move(tensors), chosen, place.models, result.notes);
  Respeller(spelling, place.name).take_all(std::move(weights), result);
  return result;
}

}  // namespace pyra

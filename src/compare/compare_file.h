// compare.toml: which methods run on which data at which schedules, as it stands in the file.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compare/variables.h"
#include "pyra/backbone.h"

namespace pyra {

/// Recipe field -> its value as text.
using RecipeOverrides = std::map<std::string, std::string>;

/// With what its file leaves open, as options of the commands: {"copy", "encoder_q"}.
struct CompareBackbone : NamedPath {
  std::vector<std::pair<std::string, std::string>> said;
  BackboneOverrides overrides() const;
};

struct CompareData {
  std::string name;
  std::string group;  // VTAB-1k: natural, specialized, structured; empty: none
  NamedPath path;
  std::optional<NamedPath> train_list, test_list;  // `path label` lines, relative to `path`
  std::optional<CompareBackbone> backbone;
  std::optional<NamedPath> recipe, tocom;  // instead of the file's common ones
  RecipeOverrides options;
};

enum class MethodRole { other, uncompressed, baseline };  // the two rows that gap recovery refers to

struct CompareMethod {
  std::string name;
  std::string adapter;  // --method of adapt
  std::string reducer;
  MethodRole role = MethodRole::other;
  std::vector<std::string> schedules;       // empty: the file's, or none where the reducer keeps every token
  std::vector<std::string> data_sets;       // names of those it runs on; empty: all
  std::optional<CompareBackbone> backbone;  // a smaller backbone is a method too
  RecipeOverrides options;
  // A method that trains nothing runs the adapter of another one at another rate.
  std::string from;           // name of that method; empty: this one is trained
  std::string from_schedule;  // what that one was trained at
  std::string teacher;  // name of a method that keeps every token: its adapter is gone on from, its answers
                        // are learned
  bool compensated = false;        // tocom = true: by the ToCom of the data set, else the file's
  std::optional<NamedPath> tocom;  // tocom = "FILE": by this one

  bool evaluated() const { return !from.empty(); }
  bool runs_on(const std::string& data) const {
    return data_sets.empty() || std::find(data_sets.begin(), data_sets.end(), data) != data_sets.end();
  }
};

struct SpeedSettings {
  std::int64_t batch = 32;
  std::int64_t rounds = 3;  // every model's turn comes so often
  double seconds = 1;       // of a turn
  std::string dtype = "f32";
};

struct CompareFile {
  std::string source;  // as given, for messages
  std::string title;
  std::filesystem::path out, work, report;
  std::optional<CompareBackbone> backbone;
  std::optional<NamedPath> recipe;
  std::optional<NamedPath> tocom;  // of the backbone, for the methods that want one
  RecipeOverrides options;
  std::vector<std::string> schedules;
  std::vector<std::uint64_t> seeds;
  std::int64_t threads = 0;  // of one cell; 0: the cores, divided by jobs
  std::int64_t jobs = 1;
  SpeedSettings speed;
  std::vector<CompareData> data;
  std::vector<CompareMethod> methods;
};

/// Reads and checks the file by itself. Paths in it are relative to its folder. Throws InputError naming
/// file, line, entry and what is known.
CompareFile read_compare_file(const std::filesystem::path& file, const Variables& variables);
CompareFile parse_compare_file(const std::string& toml, const std::string& source,
                               const std::filesystem::path& folder, const Variables& variables);

}  // namespace pyra

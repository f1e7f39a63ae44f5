// What pyra inspect says about one file or folder, by kind.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "pyra/backbone.h"
#include "pyra/checkpoint.h"

namespace pyra {

/// For --json and for people.
struct Told {
  nlohmann::ordered_json json;
  std::string text;
};

/// An adapter, an exported model, a token compensator, the checkpoint of a run, a backbone or mere tensors.
Told tell_tensors(const std::filesystem::path& file, const Checkpoint& checkpoint,
                  const BackboneOverrides& overrides);

/// A schedule, recipe, log, comparison, list of a run's pictures, report, table or other people's config;
/// empty for a text that is none of these and for what is no text.
std::optional<Told> tell_text(const std::filesystem::path& file);

/// The file in a folder that says what the folder is: adapter.safetensors, last.ckpt of an unfinished run, or
/// weights. A file stays as it is. Throws InputError for a folder with none of them.
std::filesystem::path inspected_file(const std::filesystem::path& file_or_folder);

/// "3: ant, bee, cat" or "1000: tench, goldfish, ... and 992 more".
std::string spell_classes(const std::vector<std::string>& names);

}  // namespace pyra

// `pyra adapt` for programs: trains an adapter, with token merging on. Of the library with training,
// pyra::train in CMake; it needs the LibTorch that it was built against, its consumers do not.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "pyra/adapter_manifest.h"

namespace pyra {

struct AdaptJob {
  std::filesystem::path backbone;  // a pretrained checkpoint
  std::filesystem::path data;      // class folders; or train/, val/, test/ of them; or a list
  std::filesystem::path out;       // a folder for the results; made if missing
  /// Fields of a recipe by their names and as in a recipe file: {"epochs", "10"}, {"method", "lora"}; the
  /// others have their defaults. `pyra help adapt` lists them.
  std::map<std::string, std::string> recipe;
  bool resume = false;  // goes on with the run in `out`, bit for bit
  int threads = 0;      // 0: as many as this process may use
  /// May be empty. Lines for people; whether to save and leave.
  std::function<void(const std::string& line)> say;
  std::function<bool()> stop;
};

struct AdaptResult {
  std::filesystem::path adapter;  // the file: load_model() reads it or its folder
  AdapterManifest manifest;       // what the file says of itself; metrics hold test_top1 where pictures test
};

/// Throws InputError for what cannot work, before any training; Interrupted, saved, where `stop` says so;
/// Failure on a full disk or a loss that is not finite. One job at a time in a process: torch's threads are
/// of all.
AdaptResult adapt(const AdaptJob& job);

}  // namespace pyra

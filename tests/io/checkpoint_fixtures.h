// Checkpoints written by the real writers, see write_checkpoints.py. Made once for each test program.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "io/temporary_folder.h"

namespace pyra::testing {

class CheckpointFixtures {
 public:
  /// Runs the script at the first call. Where it cannot run, `missing()` says why.
  static const CheckpointFixtures& get() {
    static const CheckpointFixtures fixtures;
    return fixtures;
  }

  /// Why there are no fixtures: a line for GTEST_SKIP(); empty if there are.
  const std::string& missing() const { return missing_; }
  std::filesystem::path folder(const std::string& name) const { return folder_ / name; }
  std::vector<std::string> cases() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      if (entry.is_directory()) names.push_back(entry.path().filename().string());
    }
    return names;
  }

 private:
  CheckpointFixtures() {
    const std::filesystem::path python = PYRA_SOURCE_DIR "/.venv/bin/python";
    if (!std::filesystem::exists(python)) {
      missing_ =
          "no " + python.string() + " with torch, timm, transformers and safetensors to write checkpoints";
      return;
    }
    const std::string modules =
        python.string() + " -c 'import torch, timm, transformers, safetensors' 2>/dev/null";
    if (std::system(modules.c_str()) != 0) {
      missing_ = "torch, timm, transformers or safetensors is missing in " + python.string();
      return;
    }
    const std::filesystem::path log = folder_ / "log.txt";
    const std::string command = python.string() + " " PYRA_SOURCE_DIR "/tests/io/write_checkpoints.py " +
                                folder_.path().string() + " > " + log.string() + " 2>&1";
    if (std::system(command.c_str()) != 0) throw std::runtime_error(command + " failed:\n" + read_bytes(log));
  }

  TemporaryFolder folder_;
  std::string missing_;
};

}  // namespace pyra::testing

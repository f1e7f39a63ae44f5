#include "cli/train/polite_openmp.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace pyra {
namespace {

// Turns of libgomp's waiting loop before a thread sleeps: some microseconds. None at all
// (OMP_WAIT_POLICY=passive) halves the speed of training on an idle machine, its own 300,000 crawl on a busy
// one (docs/performance/training_waiting.md).
constexpr const char* kSpin = "GOMP_SPINCOUNT";
constexpr const char* kTurns = "1000";

/// The words of the command line as the system has them.
std::vector<std::string> words_of_this_process() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::vector<std::string> words;
  for (std::string word; std::getline(file, word, '\0');) words.push_back(word);
  return words;
}

}  // namespace

void wait_politely(int threads) {
  for (const char* chosen : {kSpin, "OMP_WAIT_POLICY"}) {
    if (std::getenv(chosen) != nullptr) return;
  }
  std::error_code unknown;
  const std::string program = std::filesystem::read_symlink("/proc/self/exe", unknown).string();
  std::vector<std::string> words = words_of_this_process();
  if (threads < 2 || unknown || words.empty()) return;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  if (setenv(kSpin, kTurns, 1) != 0) return;
  execv(program.c_str(), arguments.data());
  unsetenv(kSpin);  // it could not be started anew: slower beside other work, and that is all
}

}  // namespace pyra

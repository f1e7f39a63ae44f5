#include "cli/polite_openmp.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace pyra {
namespace {

constexpr const char* kPolicy = "OMP_WAIT_POLICY";

/// The words of the command line as the system has them.
std::vector<std::string> words_of_this_process() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::vector<std::string> words;
  for (std::string word; std::getline(file, word, '\0');) words.push_back(word);
  return words;
}

}  // namespace

void wait_politely(int threads) {
  for (const char* chosen : {kPolicy, "GOMP_SPINCOUNT"}) {
    if (std::getenv(chosen) != nullptr) return;
  }
  std::error_code unknown;
  const std::string program = std::filesystem::read_symlink("/proc/self/exe", unknown).string();
  std::vector<std::string> words = words_of_this_process();
  if (threads < 2 || unknown || words.empty()) return;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  if (setenv(kPolicy, "passive", 1) != 0) return;
  execv(program.c_str(), arguments.data());
  unsetenv(kPolicy);  // it could not be started anew: slower beside other work, and that is all
}

}  // namespace pyra

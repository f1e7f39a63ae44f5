#include "cli/bench_cell.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/json/json_text.h"
#include "pyra/error.h"

extern char** environ;

namespace pyra {
namespace {

class Pipe {
 public:
  Pipe() {
    if (pipe2(ends_.data(), O_CLOEXEC) != 0)
      throw Failure(std::string("cannot make a pipe: ") + std::strerror(errno));
  }
  ~Pipe() {
    close_writer();
    close(ends_[0]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int writer() const { return ends_[1]; }
  void close_writer() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }
  std::string read_all() const {
    std::string text;
    std::array<char, 4096> buffer{};
    for (;;) {
      const ssize_t count = read(ends_[0], buffer.data(), buffer.size());
      if (count > 0) text.append(buffer.data(), static_cast<std::size_t>(count));
      if (count == 0 || (count < 0 && errno != EINTR)) return text;
    }
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) throw Failure(std::string("lost a benchmark's process: ") + std::strerror(errno));
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

std::string cell_to_json(const CellResult& result) {
  return json_text(nlohmann::ordered_json{
      {"seconds", result.seconds}, {"rss_bytes", result.rss_bytes}, {"device_bytes", result.device_bytes}});
}

CellResult cell_from_json(const std::string& json) {
  try {
    const auto object = nlohmann::json::parse(json);
    return {object.at("seconds").get<std::vector<double>>(), object.at("rss_bytes").get<std::int64_t>(),
            object.at("device_bytes").get<std::int64_t>()};
  } catch (const nlohmann::json::exception& error) {
    throw Failure(std::string("a benchmark's process did not print its result: ") + error.what());
  }
}

CellResult run_cell(const std::vector<std::string>& arguments) {
  std::string self = "/proc/self/exe";
  std::vector<std::string> words{"pyra"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  Pipe output;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output.writer(), STDOUT_FILENO);
  pid_t child = 0;
  const int error = posix_spawn(&child, self.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    throw Failure(std::string("cannot start this program again for one cell: ") + std::strerror(error));
  output.close_writer();
  const std::string text = output.read_all();
  const int status = wait_for(child);  // what went wrong stands on standard error, which is shared
  if (status == 130) throw Interrupted("interrupted");
  if (status != 0)
    throw Failure("one cell, run in a process of its own, failed with status " + std::to_string(status) +
                  "; if memory was short, lower --batch");
  return cell_from_json(text);
}

}  // namespace pyra

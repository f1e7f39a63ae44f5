#include "base/processes/child_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "pyra/error.h"

namespace pyra {
namespace {

constexpr int kNotStarted = 127;

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& file, int flags)
      : number_(::open(file.c_str(), flags | O_CLOEXEC, 0644)) {
    if (number_ < 0) throw Failure("cannot open " + file.string() + ": " + std::strerror(errno));
  }
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

int status_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& words, const std::filesystem::path& output,
                           const std::filesystem::path& log) {
  std::vector<std::string> all{"pyra"};
  all.insert(all.end(), words.begin(), words.end());
  std::vector<char*> argv;
  for (std::string& word : all) argv.push_back(word.data());
  argv.push_back(nullptr);
  const Descriptor in("/dev/null", O_RDONLY), out(output, O_WRONLY | O_CREAT | O_TRUNC),
      error(log, O_WRONLY | O_CREAT | O_APPEND);
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ < 0)
    throw Failure(std::string("cannot start this program again for one cell: ") + std::strerror(errno));
  if (pid_ > 0) return;
  // In the child: nothing here but calls that are safe between fork and exec.
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(kNotStarted);  // it died before that took hold
  // What this process ignores its children would too; a SIGHUP that was ignored at the start (nohup) they
  // shall.
  for (const int number : {SIGINT, SIGTERM, SIGPIPE}) ::signal(number, SIG_DFL);
  ::dup2(in.number(), STDIN_FILENO);
  ::dup2(out.number(), STDOUT_FILENO);
  ::dup2(error.number(), STDERR_FILENO);
  ::execv("/proc/self/exe", argv.data());
  ::_exit(kNotStarted);
}

ChildProcess::~ChildProcess() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  wait();
}

std::optional<int> ChildProcess::poll() {
  int status = 0;
  pid_t ended = 0;
  do {
    ended = ::waitpid(pid_, &status, WNOHANG);
  } while (ended < 0 && errno == EINTR);
  if (ended == 0) return {};
  const bool known = ended == pid_;
  pid_ = -1;
  if (!known) throw Failure(std::string("lost the process of a cell: ") + std::strerror(errno));
  return status_of(status);
}

int ChildProcess::wait() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0) {
    if (errno == EINTR) continue;
    pid_ = -1;
    return kNotStarted;
  }
  pid_ = -1;
  return status_of(status);
}

void ChildProcess::signal(int number) const {
  if (pid_ > 0) ::kill(pid_, number);
}

}  // namespace pyra

#include "train/ranks/store_ranks.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include "pyra/error.h"

namespace pyra {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
constexpr milliseconds kSlice{250}, kBeat{1000}, kFarewell{5000};
constexpr std::size_t kPiece = std::size_t{4} << 20;
constexpr const char* kGone = ": it died, or its machine hangs";

std::vector<std::uint8_t> bytes_of(const std::string& text) { return {text.begin(), text.end()}; }
std::string text_of(const std::vector<std::uint8_t>& bytes) { return {bytes.begin(), bytes.end()}; }

std::string who_am_i() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  return "process " + std::to_string(getpid()) + " on " + host.data();
}

/// Runs `call` until told to stop, every now and then.
class Heart {
 public:
  template <typename Call>
  explicit Heart(const Call& call)
      : thread_([this, call] {
          std::unique_lock lock(mutex_);
          while (!stopping_.wait_for(lock, kBeat, [this] { return stopped_; })) {
            try {
              call();
            } catch (const std::exception&) {  // the store is gone: whoever waits for it says so
              return;
            }
          }
        }) {}
  ~Heart() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    stopping_.notify_all();
    thread_.join();
  }

 private:
  std::mutex mutex_;
  std::condition_variable stopping_;
  bool stopped_ = false;
  std::thread thread_;
};

class StoreRanks final : public Ranks {
 public:
  StoreRanks(const RankEnvironment& environment, const RankPatience& patience)
      : environment_(environment), patience_(patience), prefix_("pyra/" + environment.run + "/") {
    FLAGS_caffe2_log_level =
        c10::GLOG_FATAL;  // that a rank is gone is ours to say, without torch's stack traces
    try {
      store_ = open(first() && !environment.hosted);
      beats_ = open(false);
      store_->set(key("who", rank()), bytes_of(who_am_i()));
      store_->add(key("beat", rank()), 1);
      heart_.emplace([this] { beats_->add(key("beat", rank()), 1); });
    } catch (const c10::Error& error) {
      throw Failure(waited_for());
    }
    wait_for_all(*this);
  }

  ~StoreRanks() override {
    heart_.reset();
    try {
      store_->add(prefix_ + "left", 1);
      // Rank 0 may hold the store: the others finish with it first.
      const auto end = Clock::now() + kFarewell;
      while (first() && Clock::now() < end && store_->add(prefix_ + "left", 0) < count())
        std::this_thread::sleep_for(milliseconds(20));
    } catch (const std::exception&) {  // nobody is left to tell
    }
  }

  int rank() const override { return environment_.rank; }
  int count() const override { return environment_.count; }

  std::vector<std::string> gather(const std::string& mine) override {
    return guarded([&] {
      const std::string name = "gather" + std::to_string(gathered_++);
      std::vector<std::string> all;
      if (!first()) {
        put(key(name, rank()), mine);
        return all;
      }
      for (int other = 0; other < count(); ++other)
        all.push_back(other == rank() ? mine : take(key(name, other), other));
      for (int other = 1; other < count(); ++other) remove(key(name, other));
      for (const std::string& told : heard_)
        remove(told);  // whoever gave to this has read what was told before
      heard_.clear();
      return all;
    });
  }

  std::string broadcast(const std::string& mine) override {
    return guarded([&] {
      const std::string name = key("told" + std::to_string(told_++), 0);
      if (!first()) return take(name, 0);
      put(name, mine);
      heard_.push_back(name);
      return mine;
    });
  }

  void require_alive() override {
    guarded([&] {
      throw_if_failed();
      alive_.resize(static_cast<std::size_t>(count()));
      for (int other = 0; other < count(); ++other) {
        if (other == rank()) continue;
        Sign& last = alive_[static_cast<std::size_t>(other)];
        listen(other, last);
        if (Clock::now() - last.heard > patience_.silence)
          throw RankFailure(silent(other, patience_.silence) + kGone);
      }
    });
  }

  void fail(const std::string& why) noexcept override {
    try {
      if (!store_->check({prefix_ + "failed"}))
        store_->set(prefix_ + "failed", bytes_of("rank " + std::to_string(rank()) + " failed: " + why));
    } catch (const std::exception&) {  // the others will find out by its silence
    }
  }

 private:
  /// Of life, from another rank.
  struct Sign {
    std::int64_t beats = -1;
    Clock::time_point heard;
  };

  std::string key(const std::string& name, int of) const { return prefix_ + name + "/" + std::to_string(of); }

  c10::intrusive_ptr<c10d::TCPStore> open(bool serve) const {
    c10d::TCPStoreOptions options;
    options.port = static_cast<std::uint16_t>(environment_.port);
    options.isServer = serve;
    options.waitWorkers = false;
    options.timeout = patience_.arrival;
    return c10::make_intrusive<c10d::TCPStore>(environment_.host, options);
  }

  std::string waited_for() const {
    return "rank " + std::to_string(rank()) + " of " + std::to_string(count()) + " cannot reach " +
           environment_.host + ":" + std::to_string(environment_.port) +
           (environment_.rank == 0 ? " or listen there (is the port taken?)"
                                   : ", where rank 0 should listen") +
           "; set MASTER_ADDR and MASTER_PORT alike for all ranks";
  }

  std::string who(int other) const {
    const std::string name = "rank " + std::to_string(other), known = key("who", other);
    return store_->check({known}) ? name + " (" + text_of(store_->get(known)) + ")" : name;
  }

  template <typename Call>
  auto guarded(const Call& call) -> decltype(call()) {
    try {
      return call();
    } catch (const c10::Error&) {
      throw RankFailure(environment_.hosted ? "the launcher, which connects the ranks, is gone"
                                            : "rank 0, which connects the ranks, died or is out of reach");
    }
  }

  /// In pieces where it is long: the store takes messages of 8 MB at most. The name itself holds their
  /// number, and comes last.
  void put(const std::string& name, const std::string& text) {
    const std::size_t pieces = (text.size() + kPiece - 1) / kPiece;
    for (std::size_t i = 0; i < pieces; ++i)
      store_->set(piece(name, i), bytes_of(text.substr(i * kPiece, kPiece)));
    store_->set(name, bytes_of(std::to_string(pieces)));
  }

  /// Waits for what `other` puts.
  std::string take(const std::string& name, int other) {
    await(name, other);
    std::string text;
    const std::size_t pieces = std::stoull(text_of(store_->get(name)));
    for (std::size_t i = 0; i < pieces; ++i) text += text_of(store_->get(piece(name, i)));
    return text;
  }

  void remove(const std::string& name) {
    const std::size_t pieces = std::stoull(text_of(store_->get(name)));
    for (std::size_t i = 0; i < pieces; ++i) store_->deleteKey(piece(name, i));
    store_->deleteKey(name);
  }

  static std::string piece(const std::string& name, std::size_t i) { return name + "." + std::to_string(i); }

  /// As long as `other` shows signs of life.
  void await(const std::string& wanted, int other) {
    const auto start = Clock::now();
    auto asked = start;
    Sign last{0, start};
    while (!store_->check({wanted})) {
      const auto now = Clock::now();
      wait_a_little(now - start);
      if (now - asked < kSlice) continue;
      asked = now;
      throw_if_failed();
      listen(other, last);
      const milliseconds patience =
          last.beats > 0 ? patience_.silence : std::max(patience_.silence, patience_.arrival);
      if (now - last.heard > patience) {
        throw RankFailure(
            silent(other, patience) +
            (last.beats > 0 ? kGone : ": it was not started, or meets elsewhere (MASTER_ADDR, MASTER_PORT)"));
      }
      if (now - start > patience_.delay) {
        throw RankFailure(who(other) + " lives, but has not come as far as rank " + std::to_string(rank()) +
                          " within " + seconds(patience_.delay));
      }
    }
  }

  void listen(int other, Sign& last) const {
    if (const std::int64_t beats = beats_of(other); beats != last.beats) last = {beats, Clock::now()};
  }

  void throw_if_failed() const {
    if (store_->check({prefix_ + "failed"})) throw RankFailure(text_of(store_->get(prefix_ + "failed")));
  }

  std::string silent(int other, milliseconds since) const {
    return who(other) + " has not been heard of for " + seconds(since);
  }

  /// Briefly at first: mostly it is there at once.
  static void wait_a_little(Clock::duration waited) {
    std::this_thread::sleep_for(waited < milliseconds(20) ? std::chrono::microseconds(100)
                                : waited < kSlice         ? milliseconds(1)
                                                          : milliseconds(10));
  }

  std::int64_t beats_of(int other) const { return store_->add(key("beat", other), 0); }
  static std::string seconds(milliseconds time) { return std::to_string(time.count() / 1000) + " s"; }

  RankEnvironment environment_;
  RankPatience patience_;
  std::string prefix_;
  std::int64_t gathered_ = 0, told_ = 0;
  std::vector<Sign> alive_;         // require_alive() alone
  std::vector<std::string> heard_;  // names that rank 0 has told by and not removed yet
  c10::intrusive_ptr<c10d::TCPStore> store_, beats_;
  std::optional<Heart> heart_;
};

}  // namespace

std::unique_ptr<Ranks> join_ranks(const RankEnvironment& environment, const RankPatience& patience) {
  if (environment.count == 1) return std::make_unique<SingleRank>();
  return std::make_unique<StoreRanks>(environment, patience);
}

}  // namespace pyra

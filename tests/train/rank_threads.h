// Ranks as threads of a test; they meet over a socket as processes do.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <future>
#include <vector>

#include "train/ranks/store_ranks.h"

namespace pyra::testing {

inline int free_port() {
  const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(probe, reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(probe);
  return ntohs(address.sin_port);
}

/// Calls `work` as every rank of `count`; what rank 0 threw is thrown on, the first of the others' else.
inline void as_ranks(int count, const std::function<void(Ranks&)>& work, const RankPatience& patience = {}) {
  const int port = free_port();
  std::vector<std::future<void>> done;
  for (int rank = 0; rank < count; ++rank) {
    done.push_back(std::async(std::launch::async, [=, &work] {
      const auto ranks =
          join_ranks({"test", rank, count, rank, count, "127.0.0.1", port, false, ""}, patience);
      work(*ranks);
    }));
  }
  for (auto& one : done) one.wait();
  for (auto& one : done) one.get();
}

}  // namespace pyra::testing

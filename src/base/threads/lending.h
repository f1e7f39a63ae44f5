// Things that calls need for themselves and that are worth keeping: there are as many as there ever were
// calls at a time.
#pragma once

#include <algorithm>
#include <memory>
#include <mutex>
#include <vector>

namespace pyra {

template <typename T>
class Lending {
 public:
  /// One of them, given back when this ends.
  class Loan {
   public:
    Loan(Lending& owner, std::unique_ptr<T> thing) : owner_(owner), thing_(std::move(thing)) {}
    ~Loan() { owner_.take_back(std::move(thing_)); }
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    T& operator*() const { return *thing_; }
    T* operator->() const { return thing_.get(); }

   private:
    Lending& owner_;
    std::unique_ptr<T> thing_;
  };

  /// An idle one that `fits`, else a new one from make().
  template <typename Fits, typename Make>
  Loan borrow(const Fits& fits, const Make& make) {
    {
      const std::lock_guard lock(mutex_);
      const auto found =
          std::find_if(idle_.rbegin(), idle_.rend(), [&](const auto& thing) { return fits(*thing); });
      if (found != idle_.rend()) {
        std::swap(*found, idle_.back());
        auto thing = std::move(idle_.back());
        idle_.pop_back();
        return Loan(*this, std::move(thing));
      }
      idle_.reserve(++made_);  // so that taking back cannot fail
    }
    return Loan(*this, make());
  }
  template <typename Make>
  Loan borrow(const Make& make) {
    return borrow([](const T&) { return true; }, make);
  }

 private:
  void take_back(std::unique_ptr<T> thing) noexcept {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(thing));
  }

  std::mutex mutex_;
  std::vector<std::unique_ptr<T>> idle_;
  std::size_t made_ = 0;
};

}  // namespace pyra

#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

namespace chaos::hub::http {

/// Limits how much memory all requests of one kind use together. A request that does not fit waits
/// its turn, and so does its client, because nothing more is read from the connection. Safe to use
/// from any thread. Must outlive its shares.
class MemoryBudget {
 public:
  /// A part of the budget, returned when it goes out of scope.
  class Share {
   public:
    Share() = default;
    Share(MemoryBudget& budget, std::size_t bytes) : budget_(&budget), bytes_(bytes) {}
    Share(Share&& other) noexcept
        : budget_(std::exchange(other.budget_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
    Share& operator=(Share&& other) noexcept {
      std::swap(budget_, other.budget_);
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;
    ~Share() {
      if (budget_ != nullptr) budget_->give_back(bytes_);
    }

   private:
    MemoryBudget* budget_ = nullptr;
    std::size_t bytes_ = 0;
  };

  using Ready = std::function<void(Share)>;

  explicit MemoryBudget(std::size_t bytes) : size_(bytes), free_(bytes) {}

  /// Calls `ready` with the share: immediately if it fits, otherwise once earlier requests have had
  /// theirs, in the thread that returns memory. Requests larger than the budget are given all of
  /// it.
  void take(std::size_t bytes, Ready ready);
  /// The share, if it fits now and nobody is waiting.
  std::optional<Share> try_take(std::size_t bytes);

 private:
  struct Request {
    std::size_t bytes;
    Ready ready;
  };

  void give_back(std::size_t bytes);

  const std::size_t size_;
  std::mutex mutex_;
  std::size_t free_;             // guarded by mutex_
  std::deque<Request> waiting_;  // guarded by mutex_
};

}  // namespace chaos::hub::http

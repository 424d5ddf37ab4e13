#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "service/unreachable.h"

namespace chaos::hub::storage {

/// Lets threads that need the same kind of work share it, such as a transaction and its wait for
/// the disk, or a database query. The first one works immediately; items that arrive meanwhile are
/// then processed together by one of the waiting threads, in order of arrival. So the work for an
/// item always starts after its call. Safe to use from any thread.
template <typename Item, typename Result>
class SharedWork {
 public:
  /// Processes all items and returns their results in the same order. May be called again with
  /// items for which it threw.
  using Work = std::function<std::vector<Result>(std::span<const Item* const>)>;

  /// `most`: the maximum number of items processed together.
  SharedWork(std::size_t most, Work work) : most_(most), work_(std::move(work)) {}

  /// Returns once the item has been processed. If a group fails, each of its items is processed
  /// alone, so that none fails because of another; throws what its own item throws.
  Result run(const Item& item) {
    Waiting own{.item = &item};
    std::unique_lock lock(mutex_);
    queue_.push_back(&own);
    own.changed.wait(lock, [&] { return own.is_done || (!is_working_ && queue_.front() == &own); });
    if (!own.is_done) lead(lock);
    if (own.error) std::rethrow_exception(own.error);
    return *std::move(own.result);
  }

  /// How many items are waiting.
  std::size_t waiting() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
  }

 private:
  struct Waiting {
    const Item* item;
    std::optional<Result> result = {};
    std::exception_ptr error = {};
    bool is_done = false;
    std::condition_variable changed = {};
  };
  using Group = std::vector<Waiting*>;

  /// Processes what has arrived so far, then lets the next thread process what has arrived since.
  void lead(std::unique_lock<std::mutex>& lock) {
    const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(most_, queue_.size()));
    const Group group(queue_.begin(), end);
    queue_.erase(queue_.begin(), end);
    is_working_ = true;
    lock.unlock();
    work_on_group(group);
    lock.lock();
    is_working_ = false;
    for (Waiting* waiting : group) {
      waiting->is_done = true;
      waiting->changed.notify_one();  // the lock is held, so it still exists
    }
    if (!queue_.empty()) queue_.front()->changed.notify_one();
  }

  void work_on_group(const Group& group) {
    try {
      work_on(group);
      return;
    } catch (const Unreachable&) {
      fail(group);  // no item is at fault, and retrying takes time
      return;
    } catch (...) {
      if (group.size() == 1) return fail(group);
    }
    for (Waiting* waiting : group) {
      const Group alone = {waiting};
      try {
        work_on(alone);
      } catch (...) {
        fail(alone);
      }
    }
  }

  void work_on(const Group& group) {
    std::vector<const Item*> items;
    for (const Waiting* waiting : group)
      items.push_back(waiting->item);
    std::vector<Result> results = work_(items);
    for (std::size_t i = 0; i < group.size(); ++i)
      group[i]->result = std::move(results.at(i));
  }

  /// Call this while the exception is being handled.
  static void fail(const Group& group) {
    for (Waiting* waiting : group)
      waiting->error = std::current_exception();
  }

  const std::size_t most_;
  const Work work_;
  mutable std::mutex mutex_;
  // Guarded by mutex_:
  std::deque<Waiting*> queue_;
  bool is_working_ = false;
};

}  // namespace chaos::hub::storage

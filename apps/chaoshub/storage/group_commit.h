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

/// Lets threads that write at the same time share one transaction, and so one wait for the disk.
/// The first one writes at once; those that come while it does are written together after it, by
/// one of them, in the order in which they came. Safe to use from any thread.
template <typename Item, typename Result>
class GroupCommit {
 public:
  /// Writes all items in one transaction, and returns their results in the same order. It may be
  /// called again with items for which it has thrown.
  using Write = std::function<std::vector<Result>(std::span<const Item* const>)>;

  /// `most`: how many items may share a transaction.
  GroupCommit(std::size_t most, Write write) : most_(most), write_(std::move(write)) {}

  /// Returns once the item is durable. Throws what `write` throws for this item: when a group
  /// cannot be written, each of its items is written by itself, so that none fails because of its
  /// neighbours.
  Result add(const Item& item) {
    Waiting own{.item = &item};
    std::unique_lock lock(mutex_);
    queue_.push_back(&own);
    own.changed.wait(lock, [&] { return own.is_done || (!is_writing_ && queue_.front() == &own); });
    if (!own.is_done) lead(lock);
    if (own.error) std::rethrow_exception(own.error);
    return *std::move(own.result);
  }

  /// How many items wait for those that are being written.
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

  /// Writes what has come so far, and then lets the next one write what has come meanwhile.
  void lead(std::unique_lock<std::mutex>& lock) {
    const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(most_, queue_.size()));
    const Group group(queue_.begin(), end);
    queue_.erase(queue_.begin(), end);
    is_writing_ = true;
    lock.unlock();
    write_group(group);
    lock.lock();
    is_writing_ = false;
    for (Waiting* waiting : group) {
      waiting->is_done = true;
      waiting->changed.notify_one();  // the lock is held: it cannot be gone yet
    }
    if (!queue_.empty()) queue_.front()->changed.notify_one();
  }

  void write_group(const Group& group) {
    try {
      write(group);
      return;
    } catch (const Unreachable&) {
      fail(group);  // that is nobody's fault, and trying again takes time
      return;
    } catch (...) {
      if (group.size() == 1) return fail(group);
    }
    for (Waiting* waiting : group) {
      const Group alone = {waiting};
      try {
        write(alone);
      } catch (...) {
        fail(alone);
      }
    }
  }

  void write(const Group& group) {
    std::vector<const Item*> items;
    for (const Waiting* waiting : group)
      items.push_back(waiting->item);
    std::vector<Result> results = write_(items);
    for (std::size_t i = 0; i < group.size(); ++i)
      group[i]->result = std::move(results.at(i));
  }

  /// To be called while the exception is handled.
  static void fail(const Group& group) {
    for (Waiting* waiting : group)
      waiting->error = std::current_exception();
  }

  const std::size_t most_;
  const Write write_;
  mutable std::mutex mutex_;
  // Guarded by mutex_:
  std::deque<Waiting*> queue_;
  bool is_writing_ = false;
};

}  // namespace chaos::hub::storage

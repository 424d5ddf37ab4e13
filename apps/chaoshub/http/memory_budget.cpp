#include "http/memory_budget.h"

#include <algorithm>
#include <vector>

namespace chaos::hub::http {

void MemoryBudget::take(std::size_t bytes, Ready ready) {
  bytes = std::min(bytes, size_);
  {
    const std::lock_guard lock(mutex_);
    if (!waiting_.empty() || bytes > free_) {
      waiting_.push_back({.bytes = bytes, .ready = std::move(ready)});
      return;
    }
    free_ -= bytes;
  }
  ready(Share(*this, bytes));
}

std::optional<MemoryBudget::Share> MemoryBudget::try_take(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  if (!waiting_.empty() || bytes > free_) return std::nullopt;
  free_ -= bytes;
  return Share(*this, bytes);
}

/// The callback may give memory back itself, so no lock is held.
void MemoryBudget::give_back(std::size_t bytes) {
  std::vector<Request> next;
  {
    const std::lock_guard lock(mutex_);
    free_ += bytes;
    while (!waiting_.empty() && waiting_.front().bytes <= free_) {
      free_ -= waiting_.front().bytes;
      next.push_back(std::move(waiting_.front()));
      waiting_.pop_front();
    }
  }
  for (Request& request : next)
    request.ready(Share(*this, request.bytes));
}

}  // namespace chaos::hub::http

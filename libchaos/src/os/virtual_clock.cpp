#include "os/virtual_clock.h"

#include <algorithm>
#include <stdexcept>

namespace chaos::os {
namespace {

constexpr auto kForever = std::chrono::duration<double>(std::chrono::hours(24 * 365 * 50));

}  // namespace

VirtualClock::VirtualClock(std::chrono::system_clock::time_point start) : start_(start) {
  running_ = &threads_.emplace_back();
  running_->id = std::this_thread::get_id();
}

VirtualClock::TimePoint VirtualClock::now() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

std::chrono::duration<double> VirtualClock::elapsed() const {
  return now() - TimePoint();
}

std::string VirtualClock::utc_now_iso() const {
  return utc_iso(start_ + std::chrono::duration_cast<std::chrono::system_clock::duration>(
                              now() - TimePoint()));
}

bool VirtualClock::wait_for(std::chrono::duration<double> duration, const std::stop_token& stop) {
  Thread* self = nullptr;
  {
    const std::lock_guard lock(mutex_);
    self = &current();
    const auto length = duration > duration.zero() ? std::min(duration, kForever) : duration.zero();
    self->wakes_at = now_ + std::min(std::chrono::duration_cast<TimePoint::duration>(length),
                                     TimePoint::max() - now_);
    self->waits = true;
    self->waits_since = ++waits_;
  }
  // Called immediately if the stop has already been requested. It is destroyed without the lock,
  // which it may be waiting for.
  const std::stop_callback wake(stop, [this, self] {
    const std::lock_guard lock(mutex_);
    if (self->waits) make_ready(*self);
  });
  {
    std::unique_lock lock(mutex_);
    wake_next();
    await_turn(*self, lock);
  }
  return !stop.stop_requested();
}

int VirtualClock::announce_thread() {
  const std::lock_guard lock(mutex_);
  Thread& thread = threads_.emplace_back();
  thread.number = ++last_number_;
  ready_.push_back(&thread);
  return thread.number;
}

void VirtualClock::begin_thread(int announced) {
  std::unique_lock lock(mutex_);
  const auto self =
      std::find_if(threads_.begin(), threads_.end(),
                   [announced](const Thread& thread) { return thread.number == announced; });
  self->id = std::this_thread::get_id();
  await_turn(*self, lock);
}

void VirtualClock::end_thread() {
  const std::lock_guard lock(mutex_);
  const Thread* self = &current();
  threads_.remove_if([self](const Thread& thread) { return &thread == self; });
  wake_next();
}

VirtualClock::Thread& VirtualClock::current() {
  if (running_ == nullptr || running_->id != std::this_thread::get_id()) {
    throw std::logic_error("a thread that the virtual clock does not know waits on it");
  }
  return *running_;
}

void VirtualClock::make_ready(Thread& thread) {
  thread.waits = false;
  ready_.push_back(&thread);
}

/// Lets the thread that became ready first continue; if none is ready, advances the time.
void VirtualClock::wake_next() {
  if (ready_.empty()) {
    const auto sooner = [](const Thread& left, const Thread& right) {
      return std::pair(left.wakes_at, left.waits_since) <
             std::pair(right.wakes_at, right.waits_since);
    };
    const auto next = std::min_element(threads_.begin(), threads_.end(), sooner);
    now_ = std::max(now_, next->wakes_at);
    make_ready(*next);
  }
  running_ = ready_.front();
  ready_.pop_front();
  running_->turn.notify_one();
}

void VirtualClock::await_turn(Thread& self, std::unique_lock<std::mutex>& lock) {
  self.turn.wait(lock, [&] { return running_ == &self; });
}

}  // namespace chaos::os

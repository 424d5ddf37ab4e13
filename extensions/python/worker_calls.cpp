// The calls that the worker executes, and how they are ended early.
#include <fmt/format.h>
#include <poll.h>

#include <array>

#include "log/log.h"
#include "log_frame.h"
#include "python_error.h"
#include "shared_cpu.h"
#include "worker.h"

namespace chaos::python {
namespace {

using namespace std::chrono_literals;

// The time for a function to end after a second stop, or if the call is in the background. Together
// with the time before and after it, this stays below the 200 ms in which an interruption must take
// effect.
constexpr auto kGrace = 120ms;

/// Why a call is being ended.
enum class Ending { kNone, kTimedOut, kInterrupted };

[[noreturn]] void throw_ended(Ending ending) {
  if (ending == Ending::kInterrupted) throw Stopped();
  throw CallTimedOut();
}

/// The worker's name for the reason of a stop, which determines the exception that it raises.
const char* reason_of(const CallLimits& limits) {
  if (limits.stops == nullptr || !limits.stops->cause) return "SIGINT";
  switch (limits.stops->cause().value_or(Cause::kControl)) {
    case Cause::kInterrupt:
      return "SIGINT";
    case Cause::kTerminate:
      return "SIGTERM";
    case Cause::kExitGracefully:
      return "SIGUSR1";
    case Cause::kExitUngracefully:
      return "SIGUSR2";
    default:
      return "interrupted";
  }
}

}  // namespace

Json Worker::call(Json request, const CallLimits& limits) {
  {
    const std::lock_guard lock(mutex_);
    request["id"] = next_id_++;
  }
  if (limits.stop.stop_requested()) throw Stopped();
  return std::this_thread::get_id() == foreground_ ? call_in_foreground(std::move(request), limits)
                                                   : call_in_background(std::move(request), limits);
}

/// The answer to that call if it has arrived; log records that come first are written.
std::optional<Json> Worker::next_on_main(int id) {
  while (auto frame = main_->next()) {
    if (log_record(*frame)) continue;
    if (frame->value("id", 0) == id) return frame;
  }
  return std::nullopt;
}

/// The same, for a worker that may send anything.
std::optional<Json> Worker::take_answer(int id) {
  std::optional<Json> answer;
  if (!understand([&] { answer = next_on_main(id); })) report_loss();
  // If the call has broken the protocol, the next one must not fail because of it: whatever the
  // call wrote to the other connection has arrived by now.
  if (answer) understand([this] { read_side_once(); });
  return answer;
}

Json Worker::call_in_foreground(Json request, const CallLimits& limits) {
  const int id = request.at("id").get<int>();
  const bool may_be_slow = request.at("call") == "check" || request.at("call") == "load_control";
  int stop = descriptor_of(limits.stop);
  std::stop_token insists;  // requested by a second stop
  const SharedCpu together(process_->pid());
  if (Json processors = together.processors(); processors != told_processors_) {
    request["processors"] = told_processors_ = std::move(processors);
  }
  add_receipt(request, limits);
  if (!main_->send(request, process_->exit())) report_loss();

  Ending ending = Ending::kNone;
  Deadline until = limits.deadline;
  Deadline patience = may_be_slow ? Deadline::after(kSlow) : Deadline::never();
  while (true) {
    std::array<pollfd, 3> events{
        {{main_->fd(), POLLIN, 0}, {process_->exit(), POLLIN, 0}, {stop, POLLIN, 0}}};
    ::poll(events.data(), events.size(), Deadline::earlier(until, patience).poll_timeout());
    const bool open = events[0].revents == 0 || main_->receive();
    if (auto answer = take_answer(id)) {
      if (ending == Ending::kTimedOut) throw CallTimedOut();
      return std::move(*answer);
    }
    if (!open || events[1].revents != 0) report_loss();
    // A worker that keeps sending must not prevent these checks.
    if (ending != Ending::kInterrupted && limits.stop.stop_requested()) {
      ending = Ending::kInterrupted;
      until = Deadline::after(kCleanup);
      ask_to_end(id, true, reason_of(limits));
      insists = limits.stops != nullptr && limits.stops->of_hooks ? limits.stops->of_hooks()
                                                                  : std::stop_token();
      stop = descriptor_of(insists);
    } else if (insists.stop_requested()) {
      insists = std::stop_token();
      stop = -1;
      until = Deadline::earlier(until, Deadline::after(kGrace));
    } else if (until.passed() && ending == Ending::kNone) {
      ending = Ending::kTimedOut;
      until = Deadline::after(kCleanup);
      ask_to_end(id, true, "timeout");
    } else if (until.passed()) {
      process_->kill();
      throw_ended(ending);
    } else if (patience.passed()) {
      patience = Deadline::never();
      log::warning(fmt::format("Python still imports '{}'; it can be interrupted",
                               python_str(request.at("module"))));
    }
  }
}

/// If this program is killed, the worker enforces the time limit by itself.
void Worker::add_receipt(Json& request, const CallLimits& limits) {
  if (limits.receipt == nullptr) return;
  if (!receipts_->hand_over(*limits.receipt)) {
    request.erase("receipt");
  } else if (const auto end = limits.deadline.at()) {
    const std::chrono::duration<double> left = *end - Deadline::Clock::now();
    request["receipt"]["limit"] = left.count();
  }
}

/// Becomes readable with the stop. Most calls use the same token as the previous one.
int Worker::descriptor_of(const std::stop_token& stop) {
  if (!stop_event_ || stop != stop_) {
    stop_event_.emplace(stop);
    stop_ = stop;
  }
  return stop_event_->fd();
}

Json Worker::call_in_background(Json request, const CallLimits& limits) {
  const int id = request.at("id").get<int>();
  std::unique_lock lock(mutex_);
  background_[id];
  const auto has_answer = [&] { return lost_ || background_[id].has_value(); };
  const auto forget = [&] { return background_.extract(id); };
  lock.unlock();
  const bool sent = side_->send(request, process_->exit());
  lock.lock();
  if (sent && limits.deadline.is_never()) {
    answered_.wait(lock, limits.stop, has_answer);
  } else if (sent) {
    answered_.wait_until(lock, limits.stop, *limits.deadline.at(), has_answer);
  }
  if (background_[id].has_value()) return std::move(*forget().mapped());
  if (lost_ || !sent) {
    forget();
    lock.unlock();
    report_loss();
  }
  lock.unlock();
  const bool stopped = limits.stop.stop_requested();
  ask_to_end(id, false, stopped ? reason_of(limits) : "timeout");
  lock.lock();
  if (!answered_.wait_for(lock, kGrace, has_answer)) stuck_threads_ = true;
  std::optional<Json> answer = std::move(forget().mapped());
  if (!stopped) throw CallTimedOut();
  if (!answer) throw Stopped();
  return std::move(*answer);  // it may contain the function's response to the interruption
}

void Worker::ask_to_end(int id, bool main, const char* why) {
  if (main) {
    const std::lock_guard lock(mutex_);
    ended_early_ = true;
  }
  side_->send({{"end", id}, {"main", main}, {"why", why}}, process_->exit());
}

}  // namespace chaos::python

#include "os/child_process.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <optional>

#include "os/clock.h"
#include "os/held_process.h"
#include "os/process_family.h"
#include "os/process_identity.h"
#include "os/spawn.h"
#include "os/stop_event.h"

namespace chaos::os {
namespace {

/// How long we wait for a killed child. It ends at once unless it is stuck in the kernel.
constexpr std::chrono::seconds kKillLimit(1);
constexpr std::size_t kReadSize = 64u << 10;

/// One output of the child: read to its end, kept up to the limit.
class Output {
 public:
  Output(FileDescriptor pipe, std::size_t limit) : pipe_(std::move(pipe)), limit_(limit) {}

  int fd() const { return pipe_.get(); }
  bool is_open() const { return pipe_.is_open(); }

  /// Must only be called if poll(2) reported something: the pipe is blocking.
  void read_once() {
    std::array<char, kReadSize> buffer;  // NOLINT: not worth clearing
    const ssize_t count = ::read(pipe_.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) return;
    if (count <= 0) return pipe_.close();
    const auto size = static_cast<std::size_t>(count);
    const std::size_t kept = std::min(size, limit_ - text_.size());
    text_.append(buffer.data(), kept);
    truncated_ = truncated_ || kept < size;
  }

  bool truncated() const { return truncated_; }
  std::string take() { return std::move(text_); }

 private:
  FileDescriptor pipe_;
  std::size_t limit_;
  std::string text_;
  bool truncated_ = false;
};

/// A running child. It is not reaped before the end, so that its PID, which may also be its group's
/// ID, cannot be reused meanwhile.
class Child {
 public:
  Child(SpawnedProcess process, std::size_t limit)
      : pid_(process.pid),
        leads_group_(process.leads_group),
        exit_(std::move(process.exit)),
        out_(std::move(process.out), limit),
        err_(std::move(process.err), limit) {}

  ~Child() {
    try {
      if (!reaped_) kill_all();
    } catch (const std::exception&) {  // no memory to search for its descendants
      ::kill(leads_group_ ? -pid_ : pid_, SIGKILL);
      reap();
    }
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  StartedProcess identity() const {
    return {
        .pid = pid_, .start_ticks = process_with(pid_).start_ticks, .leads_group = leads_group_};
  }

  /// Whether it receives a terminal's signals, as this program does.
  bool shares_terminal() const { return !leads_group_; }
  bool done() const { return !exit_.is_open() && !out_.is_open() && !err_.is_open(); }

  /// Waits until something happens to the child, `wake_fd` becomes readable, or `limit` passes.
  void wait(const Deadline& limit, int wake_fd) {
    std::array<pollfd, 4> events{{{exit_.get(), POLLIN, 0},
                                  {out_.fd(), POLLIN, 0},
                                  {err_.fd(), POLLIN, 0},
                                  {wake_fd, POLLIN, 0}}};
    if (::poll(events.data(), events.size(), limit.poll_timeout()) <= 0) return;
    if (events[1].revents != 0) out_.read_once();
    if (events[2].revents != 0) err_.read_once();
    if (events[0].revents != 0) exit_.close();
  }

  /// Asks the group to end, then kills it.
  void terminate(std::chrono::milliseconds grace) {
    signal_all(SIGTERM);
    signal_all(SIGCONT);  // a stopped process would not react
    const auto limit = Deadline::after(grace);
    while (!done() && !limit.passed())
      wait(limit, -1);
    kill_all();
  }

  /// Returns the status. The child must have exited.
  int reap() {
    siginfo_t info{};
    reaped_ = true;
    // If this program was started with SIGCHLD ignored, the kernel does not keep a status: use 0,
    // as in the reference.
    while (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG) != 0) {
      if (errno != EINTR) return 0;
    }
    return info.si_code == CLD_EXITED ? info.si_status : -info.si_status;
  }

  void move_output_to(ProcessOutcome& outcome) {
    outcome.out_truncated = out_.truncated();
    outcome.err_truncated = err_.truncated();
    outcome.out = out_.take();
    outcome.err = err_.take();
  }

 private:
  /// Signals the child and what it has started: its group, or its descendants if the group is ours.
  /// Those are remembered, because they cannot be found once the child has ended.
  void signal_all(int number) {
    if (leads_group_) {
      ::kill(-pid_, number);
      return;
    }
    if (!family_) family_.emplace(pid_);
    family_->look_again();
    number == SIGKILL ? family_->kill() : family_->signal(number);
  }

  void kill_all() {
    signal_all(SIGKILL);
    const auto limit = Deadline::after(kKillLimit);
    pollfd event{exit_.get(), POLLIN, 0};
    while (exit_.is_open() && !limit.passed()) {
      if (::poll(&event, 1, limit.poll_timeout()) > 0) exit_.close();
    }
    reap();
  }

  pid_t pid_;
  bool leads_group_;
  FileDescriptor exit_;  // closed once the child has exited
  Output out_;
  Output err_;
  std::optional<ProcessFamily> family_;  // from the first signal on, if the group is ours
  bool reaped_ = false;
};

/// Ctrl-C at a terminal, or a hangup, both ends the child and asks this program to stop, in any
/// order: so the stop is given a moment to arrive.
bool is_stopped_too(const Child& child, int status, const std::stop_token& stop) {
  constexpr std::chrono::milliseconds kMoment(300);
  constexpr int kShellsSignal = 128;  // added to the signal number by shells
  if (!child.shares_terminal()) return false;
  const int signum = status < 0 ? -status : status - kShellsSignal;
  if (signum != SIGINT && signum != SIGQUIT && signum != SIGHUP) return false;
  return !wait_for(kMoment, stop);
}

}  // namespace

ProcessOutcome run_process(const ProcessSpec& spec, const Deadline& deadline,
                           std::stop_token stop) {
  using Ending = ProcessOutcome::Ending;
  ProcessOutcome outcome;
  if (stop.stop_requested()) {
    outcome.ending = Ending::kStopped;
    return outcome;
  }
  const StopEvent stop_event(stop);
  std::optional<HeldProcess> held;
  if (spec.held_until_known) held.emplace(spec);
  Child child(held ? held->take() : spawn(spec), spec.output_limit);
  if (spec.started) spec.started(child.identity());
  if (held) held->begin();
  for (;;) {
    child.wait(deadline, stop_event.fd());
    if (child.done()) {
      outcome.status = child.reap();
      if (is_stopped_too(child, outcome.status, stop)) outcome.ending = Ending::kStopped;
      break;
    }
    if (stop.stop_requested() || deadline.passed()) {
      outcome.ending = stop.stop_requested() ? Ending::kStopped : Ending::kTimedOut;
      child.terminate(spec.grace);
      break;
    }
  }
  child.move_output_to(outcome);
  return outcome;
}

}  // namespace chaos::os

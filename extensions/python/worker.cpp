#include "worker.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <random>
#include <vector>

#include "log/log.h"
#include "log_frame.h"
#include "python_error.h"

namespace chaos::python {
namespace {

using namespace std::chrono_literals;

constexpr auto kGraceOfThreads = 1s;

std::string random_tag() {
  std::random_device random;
  return fmt::format("chaos-{:08x}{:08x}", random(), random());
}

}  // namespace

Worker::Worker(const Interpreter& interpreter, std::thread::id foreground,
               const std::stop_token& stop)
    : tag_(random_tag()), foreground_(foreground) {
  ConnectionPair main = connect();
  ConnectionPair side = connect();
  ConnectionPair receipts = connect();
  process_.emplace(interpreter,
                   std::vector<int>{main.theirs.get(), side.theirs.get(), receipts.theirs.get()});
  main_.emplace(std::move(main.ours), tag_);
  side_.emplace(std::move(side.ours), tag_);
  receipts_.emplace(std::move(receipts.ours));
  main.theirs.close();
  side.theirs.close();
  receipts.theirs.close();
  wait_until_ready(interpreter, stop);
  side_reader_ = std::jthread([this](const std::stop_token& stopping) { read_side(stopping); });
}

void Worker::wait_until_ready(const Interpreter& interpreter, const std::stop_token& stop) {
  const os::StopEvent stop_event(stop);
  main_->send({{"tag", tag_},
               {"runner", ::getpid()},
               {"log_level", log::enabled(log::Level::kDebug) ? 10 : 20}},
              process_->exit());
  const auto deadline = Deadline::after(60s);
  while (true) {
    std::optional<Json> frame;
    const bool understood = understand([&] {
      frame = main_->next();
      if (!frame || !frame->contains("ready")) return;
      const Json& version = frame->at("ready").at("version");
      version_ = fmt::format("{}.{}.{}", python_str(version.at(0)), python_str(version.at(1)),
                             python_str(version.at(2)));
    });
    if (!understood) report_loss();
    if (!version_.empty()) return;
    std::array<pollfd, 3> events{
        {{main_->fd(), POLLIN, 0}, {process_->exit(), POLLIN, 0}, {stop_event.fd(), POLLIN, 0}}};
    const int ready = ::poll(events.data(), events.size(), deadline.poll_timeout());
    if (stop.stop_requested()) {
      process_->kill();
      process_->describe_end();
      throw Stopped();
    }
    if (ready > 0 && main_->receive()) continue;
    if (ready <= 0) process_->kill();
    throw PythonError(
        Diagnostic{.message = fmt::format("Python at '{}' did not become ready: it {}",
                                          interpreter.path, process_->describe_end()),
                   .hint = fmt::format("try `{} -c pass`", interpreter.path)});
  }
}

Worker::~Worker() {
  try {
    leave();
  } catch (const std::exception& error) {  // out of memory: nothing else fails here
    process_->kill();
    log::debug(fmt::format("The Python worker was ended: {}", error.what()));
  }
}

void Worker::leave() {
  if (is_running() && main_->send({{"leave", true}}, process_->exit())) {
    understand([this] { wait_for_end(); });
  }
  side_reader_.request_stop();
  if (side_reader_.joinable()) side_reader_.join();
  process_->describe_end();
}

/// Lets `body` read what the worker sent. If that violates the protocol, nothing that follows can
/// be trusted: the worker is killed, so that a new one can replace it. Returns whether it was
/// understood.
bool Worker::understand(const std::function<void()>& body) {
  std::string problem;
  try {
    body();
    return true;
  } catch (const std::exception& error) {
    problem = error.what();
  }
  {
    const std::lock_guard lock(mutex_);
    if (!protocol_error_) protocol_error_ = std::move(problem);
  }
  process_->kill();
  return false;
}

/// Waits as long as threads and child processes of extensions are working, as Python does, unless
/// they are known to be stuck or may come from a call that was ended.
void Worker::wait_for_end() {
  Deadline limit = Deadline::never();
  {
    const std::lock_guard lock(mutex_);
    if (ended_early_) limit = Deadline::after(kCleanup);
    if (stuck_threads_) limit = Deadline::after(kGraceOfThreads);
  }
  Deadline patience = Deadline::after(kSlow);
  bool open = true;
  while (!process_->has_exited()) {
    std::array<pollfd, 2> events{
        {{open ? main_->fd() : -1, POLLIN, 0}, {process_->exit(), POLLIN, 0}}};
    ::poll(events.data(), events.size(), Deadline::earlier(limit, patience).poll_timeout());
    if (open && events[0].revents != 0) open = main_->receive();
    while (const auto frame = main_->next())
      log_record(*frame);
    if (limit.passed()) return process_->kill();
    if (!patience.passed()) continue;
    patience = Deadline::never();
    log::warning(
        "Waiting for threads or processes that an extension left running; Ctrl-C ends them");
  }
}

void Worker::read_side(const std::stop_token& stop) {
  understand([&] { follow_side(stop); });
  const std::lock_guard lock(mutex_);
  lost_ = true;
  answered_.notify_all();
}

void Worker::follow_side(const std::stop_token& stop) {
  const os::StopEvent stop_event(stop);
  bool open = true;
  while (!stop.stop_requested()) {
    std::array<pollfd, 3> events{{{open ? side_->fd() : -1, POLLIN, 0},
                                  {process_->exit(), POLLIN, 0},
                                  {stop_event.fd(), POLLIN, 0}}};
    ::poll(events.data(), events.size(), -1);
    if (open && events[0].revents != 0) open = read_side_once();
    if (events[1].revents != 0) break;
  }
  read_side_once();
}

/// Handles what has arrived on the side connection. Returns false once the worker has closed its
/// end.
bool Worker::read_side_once() {
  const std::lock_guard lock(reading_side_);
  const bool open = side_->receive();
  take_side_frames();
  return open;
}

void Worker::take_side_frames() {
  while (auto frame = side_->next()) {
    if (log_record(*frame)) continue;
    const std::lock_guard lock(mutex_);
    const auto call = background_.find(frame->value("id", 0));
    if (call == background_.end()) continue;  // nobody waits for it any longer
    call->second = std::move(*frame);
    answered_.notify_all();
  }
}

bool Worker::is_usable() {
  if (is_running() && std::this_thread::get_id() == foreground_) {
    understand([this] {
      constexpr int kNoCall = -1;
      main_->receive();
      next_on_main(kNoCall);
    });
    end_unless_responsive();
  }
  return is_running();
}

/// A function that could not be ended may hold Python's lock for ever, in a regular expression for
/// instance. No other function, a rollback least of all, should wait for it.
void Worker::end_unless_responsive() {
  {
    const std::lock_guard lock(mutex_);
    if (!stuck_threads_) return;
  }
  bool is_alive = false;
  if (!understand([&] { is_alive = responds(); }) || is_alive) return;
  log::warning(
      "A Python function that could not be ended keeps all others from running, so the Python "
      "worker is ended");
  process_->kill();
}

bool Worker::responds() {
  int id = 0;
  {
    const std::lock_guard lock(mutex_);
    id = next_id_++;
  }
  if (!main_->send({{"call", "nothing"}, {"id", id}}, process_->exit())) return false;
  const auto limit = Deadline::after(kResponse);
  while (!next_on_main(id)) {
    std::array<pollfd, 2> events{{{main_->fd(), POLLIN, 0}, {process_->exit(), POLLIN, 0}}};
    if (::poll(events.data(), events.size(), limit.poll_timeout()) <= 0) {
      if (limit.passed()) return false;
      continue;
    }
    if (!main_->receive() || events[1].revents != 0) return false;
  }
  return true;
}

bool Worker::is_running() const {
  const std::lock_guard lock(mutex_);
  return !lost_ && !protocol_error_ && !process_->has_exited();
}

void Worker::report_loss() {
  {
    const std::lock_guard lock(mutex_);
    if (protocol_error_) {
      throw PythonError(Diagnostic{
          .message = fmt::format("the Python worker sent an invalid message ({}), so it was ended",
                                 *protocol_error_),
          .hint = "an extension wrote to a file descriptor that is not its own, replaced a part of "
                  "Python's json module, or returned a value that is nested too deeply"});
    }
  }
  // A process that only closed its end of the connection is useless.
  pollfd event{process_->exit(), POLLIN, 0};
  constexpr int kDyingMilliseconds = 200;
  const bool closed = ::poll(&event, 1, kDyingMilliseconds) == 0;
  if (closed) process_->kill();
  throw PythonError(fmt::format("the Python worker {}",
                                closed ? "closed its connection with the runner, so it was ended"
                                       : process_->describe_end()));
}

}  // namespace chaos::python

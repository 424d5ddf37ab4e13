#include "worker.h"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <random>
#include <system_error>
#include <vector>

#include "log/log.h"
#include "os/pidfd.h"
#include "os/process_identity.h"
#include "os/process_tree.h"
#include "python_error.h"
#include "shared_cpu.h"
#include "worker_source.h"

namespace chaos::python {
namespace {

using namespace std::chrono_literals;

// How long a function may clean up once an exception was raised in it, and how long when somebody
// insists or the call is in the background. The latter, together with what comes before and after
// it, stays below the 200 ms in which an interruption must take effect.
constexpr auto kCleanup = 5s;
constexpr auto kGrace = 120ms;
constexpr auto kGraceOfThreads = 1s;
constexpr auto kSlow = 10s;
constexpr int kMainDescriptor = 3;  // of the worker; the side connection and the sources follow
constexpr int kSourceDescriptor = 5;
constexpr int kConnectionLost = 79;  // the worker's exit codes
constexpr int kTooOld = 78;
constexpr int kDocumentsLost = 80;

std::string random_tag() {
  std::random_device random;
  return fmt::format("chaos-{:08x}{:08x}", random(), random());
}

/// A file in memory with the worker's program, so that nothing need be installed.
os::FileDescriptor source_file() {
  os::FileDescriptor file(::memfd_create("chaos-worker", MFD_CLOEXEC));
  const std::string source =
      worker_source() + fmt::format("sys.modules['chaos_worker.main'].main({}, {})\n",
                                    kMainDescriptor, kMainDescriptor + 1);
  std::string_view rest = source;
  while (file.is_open() && !rest.empty()) {
    const ssize_t written = ::write(file.get(), rest.data(), rest.size());
    if (written < 0) throw std::system_error(errno, std::generic_category(), "memfd");
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  if (!file.is_open() || ::lseek(file.get(), 0, SEEK_SET) != 0) {
    throw std::system_error(errno, std::generic_category(), "memfd");
  }
  return file;
}

log::Level level_of(int number) {
  if (number >= 50) return log::Level::kCritical;
  if (number >= 40) return log::Level::kError;
  if (number >= 30) return log::Level::kWarning;
  return number >= 20 ? log::Level::kInfo : log::Level::kDebug;
}

/// Writes the record that the frame holds, if it holds one.
bool log_record(const Json& frame) {
  const Json* record = find(frame, "log");
  if (record == nullptr) return false;
  const log::Level level = level_of(record->at(0).get<int>());
  if (log::enabled(level)) {
    log::write_from(level, python_str(record->at(1)), python_str(record->at(2)),
                    record->at(3).is_number() ? record->at(3).get<int>() : 0);
  }
  return true;
}

std::string describe_exit(int code) {
  if (code == kTooOld) return "is too old, version 3.8 or later is needed";
  if (code == kConnectionLost) {
    return "lost its connection with the runner: the extension closed descriptors that are not its "
           "own";
  }
  if (code == kDocumentsLost) {
    return "ended itself: a control changed something in a way that cannot be written to a journal";
  }
  return fmt::format("exited with code {}", code);
}

/// Why a call is being ended.
enum class Ending { kNone, kTimedOut, kInterrupted };

[[noreturn]] void throw_ended(Ending ending) {
  if (ending == Ending::kInterrupted) throw Stopped();
  throw CallTimedOut();
}

/// What the worker calls the reason of a stop, which decides about the exception it raises.
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

Worker::Worker(const Interpreter& interpreter, std::thread::id foreground,
               const std::stop_token& stop)
    : tag_(random_tag()), foreground_(foreground) {
  ConnectionPair main = connect();
  ConnectionPair side = connect();
  const os::FileDescriptor source = source_file();
  try {
    process_ = os::spawn_companion(
        interpreter.path,
        {interpreter.path, "-c",
         fmt::format("import os; exec(os.fdopen({}).read())", kSourceDescriptor),
         "chaos-python-worker"},
        {main.theirs.get(), side.theirs.get(), source.get()});
  } catch (const std::system_error& error) {
    throw PythonError(
        fmt::format("Python cannot be started from '{}': {}", interpreter.path, error.what()));
  }
  identity_ = {.pid = process_.pid, .start_ticks = os::process_with(process_.pid).start_ticks};
  main_.emplace(std::move(main.ours), tag_);
  side_.emplace(std::move(side.ours), tag_);
  main.theirs.close();
  side.theirs.close();
  wait_until_ready(interpreter, stop);
  side_reader_ = std::jthread([this](const std::stop_token& stopping) { read_side(stopping); });
}

void Worker::wait_until_ready(const Interpreter& interpreter, const std::stop_token& stop) {
  const os::StopEvent stop_event(stop);
  main_->send({{"tag", tag_},
               {"runner", ::getpid()},
               {"log_level", log::enabled(log::Level::kDebug) ? 10 : 20}},
              process_.exit.get());
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
        {{main_->fd(), POLLIN, 0}, {process_.exit.get(), POLLIN, 0}, {stop_event.fd(), POLLIN, 0}}};
    const int ready = ::poll(events.data(), events.size(), deadline.poll_timeout());
    if (stop.stop_requested()) {
      kill();
      describe_end();
      throw Stopped();
    }
    if (ready > 0 && main_->receive()) continue;
    if (ready <= 0) kill();
    throw PythonError(
        Diagnostic{.message = fmt::format("Python at '{}' did not become ready: it {}",
                                          interpreter.path, describe_end()),
                   .hint = fmt::format("try `{} -c pass`", interpreter.path)});
  }
}

Worker::~Worker() {
  try {
    leave();
  } catch (const std::exception& error) {  // no memory: there is nothing else to fail here
    kill();
    log::debug(fmt::format("The Python worker was ended: {}", error.what()));
  }
}

void Worker::leave() {
  if (is_running() && main_->send({{"leave", true}}, process_.exit.get())) {
    understand([this] { wait_for_end(); });
  }
  side_reader_.request_stop();
  if (side_reader_.joinable()) side_reader_.join();
  describe_end();
}

/// Has `body` read what the worker sent. When that is not in the protocol, nothing that follows can
/// be trusted: the worker is killed, so that a new one can take its place. Returns whether it was.
template <class Body>
bool Worker::understand(const Body& body) {
  std::string problem;
  try {
    body();
    return true;
  } catch (const std::exception& error) {
    problem = error.what();
  }
  {
    const std::lock_guard lock(mutex_);
    if (!nonsense_) nonsense_ = std::move(problem);
  }
  kill();
  return false;
}

/// As long as threads and child processes of extensions have work, as Python does, unless they are
/// known to be stuck or may be what a call left that was ended.
void Worker::wait_for_end() {
  Deadline limit = Deadline::never();
  {
    const std::lock_guard lock(mutex_);
    if (ended_early_) limit = Deadline::after(kCleanup);
    if (stuck_threads_) limit = Deadline::after(kGraceOfThreads);
  }
  Deadline patience = Deadline::after(kSlow);
  bool open = true;
  while (!os::has_exited(process_.exit)) {
    std::array<pollfd, 2> events{
        {{open ? main_->fd() : -1, POLLIN, 0}, {process_.exit.get(), POLLIN, 0}}};
    ::poll(events.data(), events.size(), Deadline::earlier(limit, patience).poll_timeout());
    if (open && events[0].revents != 0) open = main_->receive();
    while (const auto frame = main_->next())
      log_record(*frame);
    if (limit.passed()) return kill();
    if (!patience.passed()) continue;
    patience = Deadline::never();
    log::warning(
        "Waiting for threads or processes that an extension left running; Ctrl-C ends them");
  }
}

Json Worker::call(Json request, const CallLimits& limits) {
  {
    const std::lock_guard lock(mutex_);
    request["id"] = next_id_++;
  }
  if (limits.stop.stop_requested()) throw Stopped();
  return std::this_thread::get_id() == foreground_ ? call_in_foreground(std::move(request), limits)
                                                   : call_in_background(std::move(request), limits);
}

/// The answer to that call if it has arrived; records on the way are written.
std::optional<Json> Worker::next_on_main(int id) {
  while (auto frame = main_->next()) {
    if (log_record(*frame)) continue;
    if (frame->value("id", 0) == id) return frame;
  }
  return std::nullopt;
}

/// The same from a worker that may send anything.
std::optional<Json> Worker::take_answer(int id) {
  std::optional<Json> answer;
  if (!understand([&] { answer = next_on_main(id); })) report_loss();
  // What the call has damaged must not become the next one's failure: whatever it wrote to the
  // other connection is there by now.
  if (answer) understand([this] { read_side_once(); });
  return answer;
}

Json Worker::call_in_foreground(Json request, const CallLimits& limits) {
  const int id = request.at("id").get<int>();
  const bool may_be_slow = request.at("call") == "check" || request.at("call") == "load_control";
  int stop = descriptor_of(limits.stop);
  std::stop_token insists;  // of a second stop
  const SharedCpu together(process_.pid);
  if (Json processors = together.processors(); processors != told_processors_) {
    request["processors"] = told_processors_ = std::move(processors);
  }
  if (!main_->send(request, process_.exit.get())) report_loss();

  Ending ending = Ending::kNone;
  Deadline until = limits.deadline;
  Deadline patience = may_be_slow ? Deadline::after(kSlow) : Deadline::never();
  while (true) {
    std::array<pollfd, 3> events{
        {{main_->fd(), POLLIN, 0}, {process_.exit.get(), POLLIN, 0}, {stop, POLLIN, 0}}};
    ::poll(events.data(), events.size(), Deadline::earlier(until, patience).poll_timeout());
    const bool open = events[0].revents == 0 || main_->receive();
    if (auto answer = take_answer(id)) {
      if (ending == Ending::kTimedOut) throw CallTimedOut();
      return std::move(*answer);
    }
    if (!open || events[1].revents != 0) report_loss();
    // A worker that talks all the time must not keep these from being looked at.
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
      kill();
      throw_ended(ending);
    } else if (patience.passed()) {
      patience = Deadline::never();
      log::warning(fmt::format("Python still imports '{}'; it can be interrupted",
                               python_str(request.at("module"))));
    }
  }
}

/// Becomes readable with the stop. Most calls come with the token of the one before.
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
  const bool sent = side_->send(request, process_.exit.get());
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
  return std::move(*answer);  // it may say what the interruption made of it
}

void Worker::ask_to_end(int id, bool main, const char* why) {
  if (main) {
    const std::lock_guard lock(mutex_);
    ended_early_ = true;
  }
  side_->send({{"end", id}, {"main", main}, {"why", why}}, process_.exit.get());
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
                                  {process_.exit.get(), POLLIN, 0},
                                  {stop_event.fd(), POLLIN, 0}}};
    ::poll(events.data(), events.size(), -1);
    if (open && events[0].revents != 0) open = read_side_once();
    if (events[1].revents != 0) break;
  }
  read_side_once();
}

/// Takes what has arrived on the side connection. False once the worker closed its end.
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
    if (call == background_.end()) continue;  // nobody waits for it any more
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
  }
  return is_running();
}

bool Worker::is_running() const {
  const std::lock_guard lock(mutex_);
  return !lost_ && !nonsense_ && !end_ && !os::has_exited(process_.exit);
}

/// With all that descends from it, as a timeout does with the processes of other activities; what
/// was detached as a daemon goes on. Returns once the process is gone, so that nobody takes it for
/// running.
void Worker::kill() const {
  const std::vector<pid_t> tree = os::process_tree(process_.pid);
  os::signal_process(process_.exit, SIGKILL);
  pollfd event{process_.exit.get(), POLLIN, 0};
  constexpr int kLongestKill = 1000;  // ms; only a process stuck in the kernel takes longer
  ::poll(&event, 1, kLongestKill);
  for (const pid_t pid : tree) {
    if (pid != process_.pid) ::kill(pid, SIGKILL);
  }
}

void Worker::report_loss() {
  {
    const std::lock_guard lock(mutex_);
    if (nonsense_) {
      throw PythonError(Diagnostic{
          .message = fmt::format("the Python worker sent what is not a message of its protocol "
                                 "({}), so it was ended",
                                 *nonsense_),
          .hint = "an extension wrote to a file descriptor that is not its own, replaced a part of "
                  "Python's json module, or returned a value that is nested too deeply"});
    }
  }
  // A process that only closed its end of the connection is of no use any more.
  pollfd event{process_.exit.get(), POLLIN, 0};
  constexpr int kDyingMilliseconds = 200;
  const bool closed = ::poll(&event, 1, kDyingMilliseconds) == 0;
  if (closed) kill();
  throw PythonError(fmt::format(
      "the Python worker {}",
      closed ? "closed its connection with the runner, so it was ended" : describe_end()));
}

/// Waits for the end of the process, which must be near, and says how it ended.
std::string Worker::describe_end() {
  const std::lock_guard lock(mutex_);
  if (end_) return *end_;
  siginfo_t info{};
  if (process_.pid < 0 || ::waitid(P_PID, static_cast<id_t>(process_.pid), &info, WEXITED) != 0) {
    end_ = "ended";
  } else if (info.si_code == CLD_EXITED) {
    end_ = describe_exit(info.si_status);
  } else {
    end_ = fmt::format("was killed by signal {} ({}){}", info.si_status,
                       ::sigabbrev_np(info.si_status),
                       info.si_status == SIGKILL ? ", for want of memory perhaps" : "");
  }
  return *end_;
}

}  // namespace chaos::python

#include "os/kept_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <exception>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "chaos/json.h"
#include "os/leftover.h"
#include "os/process_identity.h"
#include "os/signals.h"
#include "os/stop_event.h"

namespace chaos::os {
namespace {

constexpr const char* kCommand = "keeper";
constexpr int kLine = 3;  // descriptors of the keeper
constexpr int kKeptOpen = 4;
constexpr char kStop = 's';  // sent to a keeper after the program to run
constexpr char kDismissed = 'd';

bool possible = false;  // set before there are threads

// Both sides send frames: a four-byte length in native byte order, then a value as CBOR, whose
// strings may contain any bytes.

/// Returns whether the other side received it.
bool send_all(const FileDescriptor& line, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(line.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

bool send_frame(const FileDescriptor& line, const Json& value) {
  std::string bytes(sizeof(std::uint32_t), '\0');
  Json::to_cbor(value, bytes);
  const auto size = static_cast<std::uint32_t>(bytes.size() - sizeof(std::uint32_t));
  std::memcpy(bytes.data(), &size, sizeof size);
  return send_all(line, bytes);
}

/// Returns whether everything arrived.
bool receive_all(const FileDescriptor& line, char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t count = ::recv(line.get(), bytes, size, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

/// Waits for a frame. Null when the other side is gone.
Json receive_frame(const FileDescriptor& line) {
  std::uint32_t size = 0;
  std::array<char, sizeof size> head{};
  if (!receive_all(line, head.data(), head.size())) return {};
  std::memcpy(&size, head.data(), sizeof size);
  std::string bytes(size, '\0');
  if (!receive_all(line, bytes.data(), bytes.size())) return {};
  return Json::from_cbor(bytes);
}

Json order_of(const ProcessSpec& spec, const Deadline& deadline) {
  Json order = {{"executable", spec.executable},
                {"arguments", spec.arguments},
                {"environment", spec.environment},
                {"output_limit", spec.output_limit},
                {"grace_ms", spec.grace.count()}};
  if (deadline.at()) {
    order["seconds"] =
        std::chrono::duration<double>(*deadline.at() - Deadline::Clock::now()).count();
  }
  return order;
}

ProcessSpec spec_of(const Json& order) {
  return {.executable = order.at("executable"),
          .arguments = order.at("arguments"),
          .environment = order.at("environment"),
          .output_limit = order.at("output_limit"),
          .grace = std::chrono::milliseconds(order.at("grace_ms").get<long>())};
}

Json message_of(const StartedProcess& process) {
  return {{"pid", process.pid},
          {"start_ticks", process.start_ticks},
          {"leads_group", process.leads_group}};
}

Json message_of(ProcessOutcome outcome) {
  Json message = {{"ending", static_cast<int>(outcome.ending)},
                  {"status", outcome.status},
                  {"out_truncated", outcome.out_truncated},
                  {"err_truncated", outcome.err_truncated}};
  message["out"] = std::move(outcome.out);
  message["err"] = std::move(outcome.err);
  return message;
}

ProcessOutcome outcome_of(Json& message) {
  return {.ending = static_cast<ProcessOutcome::Ending>(message.at("ending").get<int>()),
          .status = message.at("status"),
          .out = std::move(message.at("out").get_ref<std::string&>()),
          .err = std::move(message.at("err").get_ref<std::string&>()),
          .out_truncated = message.at("out_truncated"),
          .err_truncated = message.at("err_truncated")};
}

/// The keeper's side.
class Keeper {
 public:
  explicit Keeper(int id) : id_(id) {}

  int serve(const EndHandler& on_end) {
    leave_outputs();
    const Json order = receive_frame(line_);
    if (order.is_null()) return 0;  // nobody relies on the program being run
    std::jthread listener([this] { listen(); });
    std::optional<ProcessOutcome> outcome = run_or_leave(order);
    listener.join();
    if (outcome && !dismissed_) on_end(id_, kKeptOpen, *outcome);
    return 0;
  }

 private:
  /// Readers of the run's output must not wait for the keeper, too.
  static void leave_outputs() {
    const FileDescriptor nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    for (const int output : {STDOUT_FILENO, STDERR_FILENO})
      ::dup2(nowhere.get(), output);
  }

  /// Listens until the other side is gone or no longer needs this keeper.
  void listen() {
    char word = 0;
    while (receive_all(line_, &word, 1)) {
      if (word == kStop) stop_.request_stop();
      if (word != kDismissed) continue;
      dismissed_ = true;
      return;
    }
  }

  /// If anything goes wrong here (no memory, say), the listener and the run must not wait for ever.
  std::optional<ProcessOutcome> run_or_leave(const Json& order) {
    try {
      return run(order);
    } catch (...) {
      ::shutdown(line_.get(), SHUT_RDWR);
      throw;
    }
  }

  std::optional<ProcessOutcome> run(const Json& order) {
    ProcessSpec spec = spec_of(order);
    spec.started = [this](const StartedProcess& process) {
      send_frame(line_, message_of(process));
    };
    const Json* seconds = find(order, "seconds");
    const Deadline deadline =
        seconds != nullptr ? Deadline::after(std::chrono::duration<double>(seconds->get<double>()))
                           : Deadline::never();
    try {
      ProcessOutcome outcome = run_process(spec, deadline, stop_.get_token());
      send_frame(line_, message_of(outcome));
      return outcome;
    } catch (const std::system_error& error) {
      send_frame(line_, {{"error", error.code().value()}, {"what", spec.executable}});
      return std::nullopt;  // nothing was executed
    }
  }

  const int id_;
  const FileDescriptor line_{kLine};
  std::stop_source stop_;
  bool dismissed_ = false;  // written by the listener, read after the listener has ended
};

}  // namespace

bool KeptProcess::is_possible() {
  return possible;
}

KeptProcess::KeptProcess(int id, int kept_open) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw std::system_error(errno, std::generic_category(), "socketpair");
  }
  line_ = FileDescriptor(ends[0]);
  const FileDescriptor theirs(ends[1]);
  keeper_ = spawn_undisturbed("/proc/self/exe", {"chaos", kCommand, std::to_string(id)},
                              {theirs.get(), kept_open});
}

KeptProcess::~KeptProcess() {
  dismiss();
}

ProcessOutcome KeptProcess::run(const ProcessSpec& spec, const Deadline& deadline,
                                std::stop_token stop) {
  if (stop.stop_requested()) return {.ending = ProcessOutcome::Ending::kStopped};
  if (!send_frame(line_, order_of(spec, deadline))) report_loss();
  return follow(spec, stop);
}

ProcessOutcome KeptProcess::follow(const ProcessSpec& spec, const std::stop_token& stop) {
  const StopEvent stop_event(stop);
  bool told = false;
  for (;;) {
    std::array<pollfd, 2> events{
        {{line_.get(), POLLIN, 0}, {told ? -1 : stop_event.fd(), POLLIN, 0}}};
    if (::poll(events.data(), events.size(), -1) < 0) continue;
    if (events[1].revents != 0) {
      told = true;
      send_all(line_, {&kStop, 1});
    }
    if (events[0].revents == 0) continue;
    Json message = receive_frame(line_);
    if (message.is_null()) report_loss();
    if (message.contains("pid")) {
      process_ = {.pid = message.at("pid"),
                  .start_ticks = message.at("start_ticks"),
                  .leads_group = message.at("leads_group")};
      if (spec.started) spec.started(process_);
    } else if (const Json* error = find(message, "error")) {
      throw std::system_error(error->get<int>(), std::generic_category(), spec.executable);
    } else {
      return outcome_of(message);
    }
  }
}

/// The keeper was killed or has failed. What it has started must not go on unwatched.
void KeptProcess::report_loss() {
  constexpr std::chrono::milliseconds kGrace(100);
  end_left_over(process_, current_session(), kGrace);
  throw KeeperLost("the process that watched over it was killed or ran out of memory");
}

void KeptProcess::dismiss() noexcept {
  if (!line_.is_open()) return;
  send_all(line_, {&kDismissed, 1});
  line_.close();
  while (::waitpid(keeper_.pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

std::optional<int> serve_as_keeper(int argc, char** argv, const EndHandler& on_end) {
  possible = true;
  if (argc != 3 || std::strcmp(argv[1], kCommand) != 0) return std::nullopt;
  int id = 0;
  std::from_chars(argv[2], argv[2] + std::strlen(argv[2]), id);
  ignore_lost_outputs();
  // The keys of a terminal would signal the program directly. The process that waits for it decides
  // instead.
  if (in_foreground_of_terminal()) ignore_terminal();
  try {
    return Keeper(id).serve(on_end);
  } catch (const std::exception&) {
    return 1;  // a recovery of the run finds that the undo did not end
  }
}

}  // namespace chaos::os

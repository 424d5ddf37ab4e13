#include "watchdog.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <system_error>
#include <vector>

#include "activity/dry.h"
#include "guardian.h"
#include "log/log.h"
#include "os/absolute_path.h"
#include "os/file_descriptor.h"
#include "os/pidfd.h"
#include "run/strategy.h"
#include "run/undo.h"
#include "run/used_values.h"

namespace chaos::cli {
namespace {

/// How long a dismissed guardian may take to end before it is killed.
constexpr int kPatienceMilliseconds = 2000;

/// Stops silently if the guardian has been killed and no longer reads.
void write_whole(const os::FileDescriptor& file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

const Json* runtime_member(const Json& document, const char* key) {
  const Json* runtime = find(document, "runtime");
  const Json* value = runtime != nullptr ? find(*runtime, key) : nullptr;
  return value != nullptr && !value->is_null() ? value : nullptr;
}

}  // namespace

bool needs_watchdog(const RunContext& context, const std::string& rollback_strategy) {
  return plays_undos(rollback_strategy) && may_undo(context.experiment, context.dry);
}

bool wants_watchdog(const Json& experiment, const Json& settings) {
  const Json* wish = runtime_member(experiment, "watchdog");
  if (wish == nullptr) wish = runtime_member(settings, "watchdog");
  return wish == nullptr || truthy(*wish);
}

std::vector<std::string> Watchdog::arguments() const {
  const std::string log_file = global_.no_log_file ? "" : os::absolute_path(global_.log_file);
  const Json options = {{"strategy", options_.rollback_strategy},
                        {"log_file", log_file},
                        {"log_file_level", global_.log_file_level},
                        {"log_format", global_.log_format},
                        {"verbose", global_.verbose}};
  return {"chaos", kGuardianCommand, options_.wal, to_json_text(options, -1)};
}

void Watchdog::start_method(const Json& /*experiment*/) {
  in_method_ = true;
  start();
}

void Watchdog::follow_change() {
  if (line_.is_open()) return tell_values();
  if (in_method_) start();
}

void Watchdog::start() {
  if (tried_ || !needs_watchdog(options_.context, options_.rollback_strategy)) return;
  tried_ = true;
  try {
    os::Pipe pipe = os::make_pipe();
    // Opened here, because the directory may be moved before the guardian runs. Not the run's own
    // descriptor: that one shares the lock, which must end with the run.
    const os::FileDescriptor log(::open(options_.wal.c_str(), O_RDWR | O_CLOEXEC));
    if (!log.is_open()) throw std::system_error(errno, std::generic_category(), options_.wal);
    std::vector<int> inherited = {log.get()};  // becomes kGuardianLog
    inherited.insert(inherited.end(), options_.inherited.begin(), options_.inherited.end());
    guardian_ = os::spawn_in_session("/proc/self/exe", arguments(), pipe.read_end, inherited);
    line_ = std::move(pipe.write_end);
    tell_values();
  } catch (const std::system_error& error) {
    log::warning(fmt::format(
        "The watchdog cannot be started, so nothing will roll back if this process is killed: {}",
        error.what()));
  }
}

void Watchdog::tell_values() const {
  std::string text =
      to_json_text({{"configuration", secret_values(options_.context.values->configuration)},
                    {"secrets", options_.context.values->secrets}},
                   -1);
  const std::uint64_t size = text.size();
  write_whole(line_, {&kValuesFollow, 1});
  write_whole(line_, {reinterpret_cast<const char*>(&size), sizeof size});
  write_whole(line_, text);
  ::explicit_bzero(text.data(), text.size());
}

void Watchdog::dismiss() {
  if (!line_.is_open()) return;
  // It may have been killed already; a broken pipe no longer matters.
  write_whole(line_, {&kRunEnded, 1});
  line_.close();
  pollfd event{guardian_.exit.get(), POLLIN, 0};
  while (::poll(&event, 1, kPatienceMilliseconds) < 0 && errno == EINTR) {
  }
  if (event.revents == 0) os::signal_process(guardian_.exit, SIGKILL);
  while (::waitpid(guardian_.pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace chaos::cli

#include "support/chaos_command.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <regex>
#include <sstream>
#include <system_error>
#include <utility>

#include "json/json_reader.h"
#include "schema/schema.h"

namespace chaos::testing {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kLogLimit(60);
constexpr std::chrono::seconds kEndLimit(60);

/// If the system allows it, with enough room for what a server logs before anyone reads it.
std::pair<os::FileDescriptor, os::FileDescriptor> make_pipe() {
  constexpr int kRoom = 1 << 20;
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw std::system_error(errno, std::generic_category(), "pipe2");
  }
  ::fcntl(ends[0], F_SETPIPE_SZ, kRoom);
  return {os::FileDescriptor(ends[0]), os::FileDescriptor(ends[1])};
}

/// The attributes for posix_spawn: a separate process group, and the signal handling of a prompt,
/// regardless of how the tests were started (background jobs of a script ignore SIGINT).
class SpawnSettings {
 public:
  SpawnSettings(const std::string& directory, const std::string& in, int out, int err) {
    sigset_t all;
    sigset_t none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(
        &attributes,
        static_cast<short>(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP));
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, directory.c_str());
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, in.c_str(), O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
  }
  ~SpawnSettings() {
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  posix_spawnattr_t attributes{};
  posix_spawn_file_actions_t actions{};
};

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (auto& text : texts)
    pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// Reads once from a readable pipe; closes it at its end.
void drain(os::FileDescriptor& pipe, std::string& text) {
  std::array<char, 4096> buffer{};
  const ssize_t count = ::read(pipe.get(), buffer.data(), buffer.size());
  if (count > 0)
    text.append(buffer.data(), static_cast<std::size_t>(count));
  else if (count == 0 || errno != EINTR)
    pipe.close();
}

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

Json shell_activity(const char* type, const std::string& name, const std::string& script) {
  return {{"type", type},
          {"name", name},
          {"provider", {{"type", "process"}, {"path", "sh"}, {"arguments", {"-c", script}}}}};
}

}  // namespace

std::vector<std::string> Outcome::log() const {
  static const std::regex kRecord("\033\\[3[0-9]m\\[[-0-9]+ [:0-9]+ ([A-Z]+)\\] (.*)");
  std::vector<std::string> records;
  for (const auto& line : split_lines(err)) {
    std::smatch match;
    if (std::regex_match(line, match, kRecord))
      records.push_back(match.str(1) + " " + match.str(2));
    else if (!records.empty() && line.starts_with("    "))
      records.back() += "\n" + line.substr(4);
  }
  return records;
}

RunningChaos::RunningChaos(pid_t pid, os::FileDescriptor out, os::FileDescriptor err)
    : pid_(pid), out_(std::move(out)), err_(std::move(err)) {}

RunningChaos::RunningChaos(RunningChaos&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      out_(std::move(other.out_)),
      err_(std::move(other.err_)),
      outcome_(std::move(other.outcome_)),
      found_(other.found_) {}

RunningChaos::~RunningChaos() {
  if (pid_ <= 0) return;
  ::kill(-pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

bool RunningChaos::read_some(Clock::time_point limit) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(limit - Clock::now()).count();
  if (left <= 0 || (!out_.is_open() && !err_.is_open())) return false;
  std::array<pollfd, 2> events{{{out_.get(), POLLIN, 0}, {err_.get(), POLLIN, 0}}};
  if (::poll(events.data(), events.size(), static_cast<int>(left)) <= 0) return errno == EINTR;
  if (events[0].revents != 0) drain(out_, outcome_.out);
  if (events[1].revents != 0) drain(err_, outcome_.err);
  return true;
}

RunningChaos& RunningChaos::wait_for_log(std::string_view text) {
  const auto limit = Clock::now() + kLogLimit;
  for (;;) {
    const std::size_t at = outcome_.err.find(text, found_);
    if (at != std::string::npos) {
      found_ = at + text.size();
      return *this;
    }
    if (!err_.is_open() || !read_some(limit)) {
      ADD_FAILURE() << "'" << text << "' was not logged:\n" << outcome_.err;
      return *this;
    }
  }
}

RunningChaos& RunningChaos::signal(int signum) {
  EXPECT_EQ(::kill(pid_, signum), 0);
  return *this;
}

Outcome RunningChaos::wait() {
  const auto limit = Clock::now() + kEndLimit;
  while (read_some(limit)) {
  }
  if (out_.is_open() || err_.is_open()) {
    ADD_FAILURE() << "chaos does not come to its end:\n" << outcome_.err;
    ::kill(-pid_, SIGKILL);
  }
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  outcome_.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return outcome_;
}

Outcome RunningChaos::kill_after(std::chrono::duration<double> time) {
  const auto limit = Clock::now() + std::chrono::duration_cast<Clock::duration>(time);
  while (read_some(limit)) {
  }
  if (out_.is_open() || err_.is_open()) ::kill(pid_, SIGKILL);
  return wait();
}

ChaosCommand::ChaosCommand(std::string program)
    : program_(program.empty() ? CHAOS_BINARY : std::move(program)) {
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string variable = *entry;
    const std::size_t equals = variable.find('=');
    if (variable.starts_with("CHAOS")) continue;
    environment_[variable.substr(0, equals)] = variable.substr(equals + 1);
  }
  environment_["HOME"] = directory_.path();
  environment_["TERM"] = "xterm";
}

ChaosCommand& ChaosCommand::file(const std::string& name, std::string_view content, unsigned mode) {
  directory_.write(name, content, mode);
  return *this;
}

ChaosCommand& ChaosCommand::experiment(const Json& document) {
  return file("experiment.json", to_json_text(document, 2));
}

ChaosCommand& ChaosCommand::env(const std::string& name, const std::string& value) {
  environment_[name] = value;
  return *this;
}

ChaosCommand& ChaosCommand::input(const std::string& text) {
  input_ = directory_.write("input", text);
  return *this;
}

std::vector<std::string> ChaosCommand::environment() const {
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment_)
    variables.push_back(name + "=" + value);
  return variables;
}

Outcome ChaosCommand::run(const std::vector<std::string>& arguments) {
  return start(arguments).wait();
}

RunningChaos ChaosCommand::start(const std::vector<std::string>& arguments) {
  std::vector<std::string> command{program_};
  command.insert(command.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables = environment();
  auto [out, out_end] = make_pipe();
  auto [err, err_end] = make_pipe();
  const SpawnSettings settings(directory_.path(), input_, out_end.get(), err_end.get());
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, program_.c_str(), &settings.actions, &settings.attributes,
                                  pointers_to(command).data(), pointers_to(variables).data());
  if (error != 0) throw std::system_error(error, std::generic_category(), program_);
  return {pid, std::move(out), std::move(err)};
}

bool ChaosCommand::exists(const std::string& name) const {
  return std::filesystem::exists(path(name));
}

std::vector<std::string> ChaosCommand::lines(const std::string& name) const {
  return split_lines(text(name));
}

Json ChaosCommand::json(const std::string& name) const {
  if (exists(name)) return parse_json(text(name));
  ADD_FAILURE() << "there is no " << name;
  return {};
}

Json ChaosCommand::journal() const {
  Json journal = json("journal.json");
  for (const auto& problem : schema_problems(journal, "journal"))
    ADD_FAILURE() << "journal.json: " << problem.message;
  return journal;
}

Json shell_action(const std::string& name, const std::string& script) {
  return shell_activity("action", name, script);
}

Json shell_probe(const std::string& name, const std::string& script, const Json& tolerance) {
  Json probe = shell_activity("probe", name, script);
  probe["tolerance"] = tolerance;
  return probe;
}

Json experiment_of(const std::vector<Json>& method, const std::vector<Json>& rollbacks) {
  return {{"title", "a story"},
          {"description", "of something that may go wrong"},
          {"method", method},
          {"rollbacks", rollbacks}};
}

Json with_hypothesis(Json experiment, const std::vector<Json>& probes) {
  experiment["steady-state-hypothesis"] = {{"title", "all is well"}, {"probes", probes}};
  return experiment;
}

std::vector<std::string> names_of(const Json& runs) {
  std::vector<std::string> names;
  for (const auto& run : runs) {
    const std::string status = run.value("status", "none");
    names.push_back(run.at("activity").value("name", "") +
                    (status == "succeeded" ? "" : ":" + status));
  }
  return names;
}

}  // namespace chaos::testing

#include "suite/suite.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <filesystem>
#include <system_error>
#include <thread>

#include "chaos/error.h"
#include "context/settings.h"
#include "diagnostics.h"
#include "github.h"
#include "log/count_text.h"
#include "log/log.h"
#include "os/clock.h"
#include "os/pidfd.h"
#include "os/print.h"
#include "os/signal_watcher.h"
#include "os/write_target.h"
#include "report/report.h"
#include "report/unstarted.h"
#include "run_files.h"
#include "suite/problem_channel.h"
#include "usage_error.h"

namespace chaos::cli {
namespace {

constexpr std::string_view kNotRun = "not run";
constexpr const char* kThisProgram = "/proc/self/exe";

os::FileDescriptor open_log(const std::string& path) {
  os::FileDescriptor file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666));
  if (!file.is_open()) throw std::system_error(errno, std::generic_category(), path);
  return file;
}

/// Waits for the program to end. Returns its exit status or, if a signal ended it, 128 plus the
/// signal number, as a shell does.
int wait_for_end(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// The exit code if no experiment was chosen, whatever --exit-codes says.
constexpr int kNothingChosen = 5;

}  // namespace

Suite::Suite(const GlobalOptions& global, const RunOptions& run, SuiteOptions options)
    : global_(global), run_(run), options_(std::move(options)), display_(global, run.display) {}

int Suite::execute() {
  const os::SignalWatcher signals([this](int signum) { forward(signum); });
  prepare_reports(run_.reports);
  find();
  if (items_.empty()) {
    log::error("No experiment has any of these tags, so nothing was run");
    write_reports();
    return kNothingChosen;
  }
  refuse_overwriting();
  make_directory();
  display_.show([this](SuiteProgress::Clock::time_point now, const ProgressStyle& style) {
    return suite_lines(progress(), now, style);
  });
  {
    std::vector<std::jthread> workers;
    for (std::size_t i = 0; i < std::min(options_.jobs, items_.size()); ++i)
      workers.emplace_back([this] { work(); });
  }
  display_.end();
  print_table();
  return write_reports() ? verdict() : kFailure;
}

void Suite::find() {
  const Json settings = load_settings(global_.settings);
  const SourceOptions options{
      .tags = options_.tags, .format = run_.source_format, .verify_tls = !run_.no_verify_tls};
  for (auto& entry : find_experiments(options_.sources, options, settings, {}))
    items_.emplace_back().entry = std::move(entry);
}

/// A journal or log in the directory of the experiments could have the name of one.
void Suite::refuse_overwriting() const {
  std::vector<NamedFile> inputs;
  std::vector<NamedFile> outputs = files_of(run_.reports);
  for (const auto& item : items_) {
    inputs.push_back({.role = "the experiment", .path = item.entry.source});
    outputs.push_back({.role = "the journal", .path = journal_path(item)});
  }
  refuse_shared_files(inputs, outputs);
}

void Suite::make_directory() const {
  std::error_code error;
  std::filesystem::create_directories(options_.journal_directory, error);
  if (error) {
    throw ChaosError(Diagnostic{.message = fmt::format("the directory '{}' cannot be created: {}",
                                                       options_.journal_directory, error.message()),
                                .hint = "use --journal-dir to save the journals elsewhere"});
  }
}

std::string Suite::journal_path(const Item& item) const {
  return fmt::format("{}/{}.json", options_.journal_directory, item.entry.name);
}

std::string Suite::log_path(const Item& item) const {
  return fmt::format("{}/{}.log", options_.journal_directory, item.entry.name);
}

std::vector<std::string> Suite::arguments_for(const Item& item, const std::string& problems) const {
  std::vector<std::string> arguments = {"chaos", "--verbose", "--no-log-file"};
  if (global_.settings_given) arguments.insert(arguments.end(), {"--settings", global_.settings});
  const std::vector<std::string> options = run_.as_arguments();
  arguments.emplace_back("run");
  arguments.insert(arguments.end(), options.begin(), options.end());
  for (const std::string& argument :
       {std::string("--exit-codes"), std::string("detailed"), std::string("--journal-path"),
        journal_path(item), std::string("--problems-file"), problems, std::string("--"),
        item.entry.source}) {
    arguments.push_back(argument);
  }
  return arguments;
}

/// The loop of a worker: executes one experiment after the other.
void Suite::work() {
  while (Item* item = take_next())
    run_one(*item);
}

/// Waits for the next experiment that can start; nullptr if none is left.
Suite::Item* Suite::take_next() {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (stopping_) return nullptr;
    bool one_waits = false;
    for (auto& item : items_) {
      if (item.stage != Item::Stage::kWaiting) continue;
      one_waits = true;
      if (!is_free(item.entry)) continue;
      item.stage = Item::Stage::kRunning;
      item.since = SuiteProgress::Clock::now();
      resources_in_use_.insert(item.entry.resources.begin(), item.entry.resources.end());
      return &item;
    }
    if (!one_waits) return nullptr;
    changed_.wait(lock);  // until an experiment that uses the resource ends
  }
}

bool Suite::is_free(const SuiteEntry& entry) const {
  return std::none_of(
      entry.resources.begin(), entry.resources.end(),
      [this](const std::string& resource) { return resources_in_use_.contains(resource); });
}

void Suite::run_one(Item& item) {
  display_.changed();
  log::info(fmt::format("Running '{}'", item.entry.source));
  const os::Stopwatch stopwatch;
  ExitCode code = kFailure;
  try {
    code = execute_one(item);
  } catch (const std::exception& error) {
    log::error(fmt::format("'{}' could not be run: {}", item.entry.source, error.what()));
    item.problems.push_back({.diagnostic = {.message = error.what()}});
  }
  {
    const std::lock_guard lock(mutex_);
    item.stage = Item::Stage::kEnded;
    item.code = code;
    item.seconds = stopwatch.seconds();
    item.process = os::Companion();
    for (const auto& resource : item.entry.resources)
      resources_in_use_.erase(resource);
    if (options_.fail_fast && code != kSuccess) stopping_ = true;
  }
  changed_.notify_all();
  display_.changed();
  say_end(item);
}

ExitCode Suite::execute_one(Item& item) {
  const os::FileDescriptor output = open_log(log_path(item));
  const ProblemChannel problems;
  auto& files = os::FileSystem::real();
  const std::string before = files.version(journal_path(item));
  pid_t pid = -1;
  {
    // A signal finds either no process, or a process that it can be sent to.
    const std::lock_guard lock(mutex_);
    if (stopping_) return kInterrupted;
    item.process = os::spawn_in_group(kThisProgram, arguments_for(item, problems.path()), output);
    pid = item.process.pid;
  }
  const int status = wait_for_end(pid);
  const std::string after = files.version(journal_path(item));
  {
    const std::lock_guard lock(mutex_);
    item.problems = problems.read();
    item.has_journal = !after.empty() && after != before;
  }
  const bool is_known = status >= kSuccess && status <= kRefused;
  return is_known ? static_cast<ExitCode>(status) : kAborted;
}

void Suite::forward(int signum) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_)
      log::warning("Caught a signal: interrupting the running experiments and skipping the rest");
    stopping_ = true;
    for (const auto& item : items_) {
      if (item.process.exit.is_open()) os::signal_process(item.process.exit, signum);
    }
  }
  changed_.notify_all();
}

SuiteProgress Suite::progress() const {
  const std::lock_guard lock(mutex_);
  SuiteProgress progress{.since = since_, .total = items_.size()};
  for (const auto& item : items_) {
    if (item.stage == Item::Stage::kRunning)
      progress.under_way.push_back({item.entry.source, item.since});
    if (item.stage != Item::Stage::kEnded) continue;
    ++progress.done;
    if (*item.code != kSuccess) ++progress.not_passed;
  }
  return progress;
}

void Suite::say_end(const Item& item) const {
  const std::string text = fmt::format("'{}': {} ({})", item.entry.source, describe(*item.code),
                                       report::human_duration(item.seconds));
  if (*item.code == kSuccess)
    log::info(text);
  else
    log::error(fmt::format("{}, see {}", text, log_path(item)));
  for (const auto& [diagnostic, is_warning] : item.problems) {
    if (is_warning) {
      annotate_warning(diagnostic.message, diagnostic.position);
      continue;
    }
    if (diagnostic.position.line == 0) tell(diagnostic.message);
    show(diagnostic);
  }
  annotate(item);
}

void Suite::annotate(const Item& item) const {
  if (!is_github_step() || !item.has_journal) return;
  std::deque<Json> journals;
  annotate_outcome(summarize(item, journals), item.entry.source);
}

void Suite::print_table() const {
  std::map<std::string, int> counts;
  std::string table;
  for (const auto& item : items_) {
    const std::string what(item.code ? describe(*item.code) : kNotRun);
    ++counts[what];
    table += fmt::format("{:<20} {:>12}  {}  {}\n", what,
                         item.code ? report::human_duration(item.seconds) : "", item.entry.source,
                         item.has_journal ? journal_path(item) : "");
  }
  std::string totals;
  for (const auto& [what, count] : counts)
    totals += fmt::format("{}{} {}", totals.empty() ? "" : ", ", count, what);
  os::print_if_possible(
      writes_report_to_standard_output() ? stderr : stdout,
      fmt::format("{}{}: {}\n", table, count_text(items_.size(), "experiment", "experiments"),
                  totals));
}

/// The summary refers to the journal, which is added to `journals`.
report::Summary Suite::summarize(const Item& item, std::deque<Json>& journals) const {
  std::vector<Diagnostic> obstacles = errors_among(item.problems);
  if (item.has_journal) {
    const std::string path = journal_path(item);
    try {
      journals.push_back(report::read_journal(os::FileSystem::real(), path));
      return report::summarize(journals.back(), path);
    } catch (const report::ReportError& error) {
      obstacles.push_back(error.diagnostic());
    }
  }
  if (item.code && obstacles.empty()) {
    obstacles.push_back(
        {.message = fmt::format("it ended without a journal; see {}", log_path(item))});
  }
  return report::summarize({.source = item.entry.source,
                            .title = item.entry.title,
                            .words = std::string(item.code ? describe(*item.code) : kNotRun),
                            .obstacles = std::move(obstacles)});
}

bool Suite::writes_report_to_standard_output() const {
  return std::ranges::any_of(run_.reports, [](const report::Destination& destination) {
    return destination.path == os::kStandardOutput;
  });
}

/// Writes each requested report, on all experiments, whether they were run or not. Returns whether
/// all of them could be written.
bool Suite::write_reports() const {
  if (run_.reports.empty()) return true;
  std::deque<Json> journals;
  std::vector<report::Summary> summaries;
  for (const auto& item : items_)
    summaries.push_back(summarize(item, journals));
  try {
    for (const auto& destination : run_.reports)
      report::write_text(os::FileSystem::real(), destination.path,
                         report::render(destination.format, summaries));
    return true;
  } catch (const report::ReportError& error) {
    log::error(error.what());
    show(error.diagnostic());
    return false;
  }
}

/// The worst of the runs' codes: the lowest one, apart from success. If something was not run, the
/// suite has not succeeded, whatever the others came to.
int Suite::verdict() const {
  ExitCode worst = stopping_ && !options_.fail_fast ? kInterrupted : kSuccess;
  bool is_complete = true;
  for (const auto& item : items_) {
    is_complete = is_complete && item.code;
    if (!item.code || *item.code == kSuccess) continue;
    if (worst == kSuccess || *item.code < worst) worst = *item.code;
  }
  if (run_.detailed_exit_codes) return is_complete || worst != kSuccess ? worst : kFailure;
  return is_complete ? classic_exit_code(worst) : kFailure;
}

}  // namespace chaos::cli

#include "run_display.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <initializer_list>
#include <string>

#include "help.h"
#include "log/log.h"
#include "os/environment.h"
#include "os/print.h"
#include "progress/progress_lines.h"
#include "progress/run_follower.h"
#include "progress/summary_lines.h"
#include "report/summary.h"

namespace chaos::cli {
namespace {

/// Whether the console supports cursor movement, and shows text for people.
bool is_for_people(const GlobalOptions& global) {
  if (isatty(STDERR_FILENO) != 1 || global.log_format == "json") return false;
  return os::environment_variable("TERM").value_or("dumb") != "dumb";
}

/// Whether the locale uses UTF-8, according to the first of its variables that is set.
bool speaks_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::string value = os::environment_variable(name).value_or("");
    if (value.empty()) continue;
    std::erase(value, '-');
    return value.find("UTF8") != value.npos || value.find("utf8") != value.npos;
  }
  return false;
}

ProgressStyle style_of_console() {
  return {.columns = terminal_columns(STDERR_FILENO) - 1,
          .unicode = speaks_utf8(),
          .colour = log::console_has_colour()};
}

}  // namespace

void DisplayOptions::add_to(CLI::App& command) {
  command.add_flag("-q,--quiet", quiet, "Show only warnings and errors.")
      ->disable_flag_override()
      ->group(kOutputGroup);
  command.add_flag("--no-progress", no_progress, "Do not show progress on a terminal.")
      ->disable_flag_override()
      ->group(kOutputGroup);
}

RunDisplay::RunDisplay(const GlobalOptions& global, const DisplayOptions& options)
    : watched_(!options.quiet && is_for_people(global)),
      progress_(watched_ && !options.no_progress) {
  if (options.quiet) log::set_console_level(log::Level::kWarning);
}

RunDisplay::~RunDisplay() {
  end();
}

void RunDisplay::follow(EventRegistry& events) {
  if (!progress_) return;
  follower_ = std::make_shared<RunFollower>([this] { changed(); });
  show([follower = follower_](Clock::time_point now, const ProgressStyle& style) {
    return progress_lines(follower->progress(), now, style);
  });
  events.add(follower_);
}

void RunDisplay::show(Lines lines) {
  if (!progress_) return;
  live_ = std::make_unique<LiveArea>(STDERR_FILENO, [lines = std::move(lines)] {
    return lines(Clock::now(), style_of_console());
  });
}

void RunDisplay::changed() {
  if (live_) live_->changed();
}

void RunDisplay::end() {
  if (follower_) follower_->detach();  // the events may outlive the display
  live_.reset();
}

void RunDisplay::summarize(const Json& journal, const std::string& journal_path,
                           const std::string& rollback_strategy,
                           const std::string& rollback_command) const {
  if (!watched_) return;
  const report::Summary summary = report::summarize(journal, journal_path);
  const auto lines =
      summary_lines(summary, rollback_strategy, rollback_command, style_of_console());
  for (const auto& line : lines)
    os::print_if_possible(stderr, line + "\n");
}

}  // namespace chaos::cli

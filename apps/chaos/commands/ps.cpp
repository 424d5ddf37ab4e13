#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <vector>

#include "command_with_options.h"
#include "exit_code.h"
#include "log/count_text.h"
#include "os/file.h"
#include "os/shell_word.h"
#include "progress/display_text.h"
#include "progress/live_area.h"
#include "rollback_advice.h"
#include "run/run_status.h"
#include "run/wal_owner.h"
#include "unreadable_log.h"
#include "usage_error.h"

namespace chaos::cli {
namespace {

struct PsOptions {
  bool all = false;
  std::string format = "text";
};

std::string member(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr ? python_str(*value) : "";
}

/// What the owner is doing, as shown to the user.
std::string phase_text(const RunStatus& run) {
  const std::string command = command_of(run.owner);
  if (run.undo_without_runner) {
    return fmt::format("killed, {}", describe(*run.undo_without_runner));
  }
  if (!run.unreadable.empty()) return run.phase;
  if (!run.alive) return has_ended(run) ? "ended" : "killed";
  if (command == "watchdog") return "rolling back (watchdog)";
  if (command == "recover") return "recovering";
  if (command == "rollback") return "rolling back";
  if (run.phase == "before" || run.phase == "during" || run.phase == "after") {
    return fmt::format("hypothesis ({})", run.phase);
  }
  return run.phase;
}

std::string pid_text(const RunStatus& run) {
  // The process is gone, or unknown.
  if (run.undo_without_runner || !run.unreadable.empty()) return "-";
  const std::string pid = member(run.owner, "pid");
  return is_in_reach(run.owner) ? pid : fmt::format("{}@{}", pid, member(run.owner, "host"));
}

/// "2026-01-31 12:00:00" of an ISO 8601 time.
std::string moment(const std::string& iso) {
  std::string text = iso.substr(0, iso.find_first_of(".+"));
  std::ranges::replace(text, 'T', ' ');
  return text;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts)
    all += (all.empty() ? "" : ", ") + text;
  return all.empty() ? "-" : all;
}

std::string activity_text(const RunStatus& run) {
  if (!run.unreadable.empty()) return "its log cannot be read";
  if (run.alive) return joined(run.activities);
  return run.damage.empty() ? fmt::format("{} to undo", run.left) : "its log is damaged";
}

std::string list_command(const RunStatus& run) {
  return fmt::format("chaos recover --list {}", os::shell_word(run.wal));
}

using Row = std::array<std::string, 8>;

Row row_of(const RunStatus& run) {
  const auto or_dash = [](std::string text) { return text.empty() ? "-" : std::move(text); };
  return {run.id,
          pid_text(run),
          or_dash(member(run.owner, "user")),
          or_dash(moment(run.start.empty() ? member(run.owner, "since") : run.start)),
          phase_text(run),
          activity_text(run),
          or_dash(run.title),
          or_dash(run.journal)};
}

/// Lines must not wrap on a terminal; a pipe gets the full text.
std::string line_of(const Row& row, const std::array<std::size_t, 8>& widths) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string cell = fitted(displayable(row[i]), widths[i]);
    line += cell;
    if (i + 1 < row.size()) line.append(widths[i] - display_width(cell) + 2, ' ');
  }
  return line + "\n";
}

void print_table(const std::vector<RunStatus>& runs) {
  std::vector<Row> rows = {
      {"ID", "PID", "USER", "STARTED (UTC)", "PHASE", "ACTIVITY", "TITLE", "JOURNAL"}};
  for (const auto& run : runs)
    rows.push_back(row_of(run));
  std::array<std::size_t, 8> widths{};
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], display_width(displayable(row[i])));
  }
  constexpr std::array<std::size_t, 2> kElastic = {5, 6};  // the activity and the title
  if (isatty(STDOUT_FILENO) == 1) {
    for (const std::size_t column : kElastic)
      widths[column] = std::min<std::size_t>(widths[column], 24);
  }
  for (const auto& row : rows)
    fmt::print("{}", line_of(row, widths));
}

void print_text(const std::vector<RunStatus>& runs, bool all) {
  if (runs.empty()) {
    fmt::print("{}\n", all ? "No runs in progress, and no killed run left anything to roll back."
                           : "No runs in progress.");
    return;
  }
  print_table(runs);
  for (const auto& run : runs) {
    if (const auto& undo = run.undo_without_runner) {
      fmt::print("\nRun {} was killed, but {}.\n{}\n", run.id, describe(*undo),
                 capitalized(hint_about(*undo, run.wal)));
    }
    if (!run.unreadable.empty()) {
      fmt::print("\nIt is unknown what run {} has left to roll back: {}\n{}\n", run.id,
                 run.unreadable, advice_on_unreadable_log(run.entry, "\n  "));
      continue;
    }
    if (run.alive) continue;
    if (!run.damage.empty()) {
      fmt::print("\nRun {} was killed, and its log is damaged: {}\nTo see what is known:\n  {}\n",
                 run.id, run.damage, list_command(run));
      continue;
    }
    fmt::print("\nRun {} {} with {} still to play. To roll it back:\n  {}\n", run.id,
               has_ended(run) ? "has ended" : "was killed",
               count_text(run.left, "rollback", "rollbacks"), recover_command(run.wal));
  }
}

void print_json(const std::vector<RunStatus>& runs) {
  Json list = Json::array();
  for (const auto& run : runs) {
    Json entry = {{"id", run.id},       {"alive", run.alive},
                  {"title", run.title}, {"start", run.start},
                  {"phase", run.phase}, {"activities", run.activities},
                  {"owner", run.owner}, {"journal", run.journal},
                  {"log", run.wal},     {"left_to_undo", run.left}};
    if (!run.unreadable.empty()) {
      entry["left_to_undo"] = nullptr;
      entry["unreadable"] = run.unreadable;
      entry["remove"] = remove_command(run.entry);
    } else if (!run.alive) {
      entry["undo"] = recover_command(run.wal);
    }
    if (!run.damage.empty()) entry["damage"] = run.damage;
    if (const auto& undo = run.undo_without_runner) {
      entry["undo_without_runner"] = {{"name", undo->name}, {"pid", undo->process.pid}};
    }
    list.push_back(std::move(entry));
  }
  fmt::print("{}\n", to_json_text(list, 2));
}

int list_runs(const PsOptions& options) {
  std::vector<RunStatus> runs = statuses_of_user(os::FileSystem::real());
  std::erase_if(runs, [&](const RunStatus& run) {
    return !run.alive &&
           (!options.all || (run.left == 0 && run.damage.empty() && run.unreadable.empty()));
  });
  options.format == "json" ? print_json(runs) : print_text(runs, options.all);
  return kSuccess;
}

}  // namespace

void add_ps_command(CLI::App& app, Invocation& invocation) {
  const auto [command, options] = add_command(
      app, invocation,
      {.name = "ps", .description = "List your runs in progress.", .example = "chaos ps --all"},
      &list_runs);
  command
      .add_flag("--all", options.all,
                "Also list killed runs that still have something to roll back, or may have.")
      ->disable_flag_override();
  allow_only(
      *command.add_option("--format", options.format, "The output format.")->capture_default_str(),
      {"text", "json"});
}

}  // namespace chaos::cli

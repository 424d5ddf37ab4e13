#include "run/run_environment.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <string_view>
#include <vector>

#include "chaos/error.h"
#include "context/variables.h"
#include "document/mapping_file.h"
#include "experiment/chaos_block.h"
#include "log/log.h"
#include "os/environment.h"
#include "os/file.h"
#include "run/undo.h"

namespace chaos {
namespace {

constexpr const char* kEnvironment = "environment";

/// Variables of the terminal, the session, the service manager or the shell, which change without
/// the user's doing.
constexpr std::array<std::string_view, 44> kNoise = {"BASH_ENV",
                                                     "BASHOPTS",
                                                     "COLORFGBG",
                                                     "COLORTERM",
                                                     "COLUMNS",
                                                     "DBUS_SESSION_BUS_ADDRESS",
                                                     "DESKTOP_SESSION",
                                                     "DISPLAY",
                                                     "EDITOR",
                                                     "GPG_AGENT_INFO",
                                                     "GPG_TTY",
                                                     "HISTFILE",
                                                     "HISTSIZE",
                                                     "INVOCATION_ID",
                                                     "JOURNAL_STREAM",
                                                     "LESS",
                                                     "LESSCLOSE",
                                                     "LESSOPEN",
                                                     "LINES",
                                                     "LS_COLORS",
                                                     "MAIL",
                                                     "MAINPID",
                                                     "MANAGERPID",
                                                     "MOTD_SHOWN",
                                                     "NO_COLOR",
                                                     "NOTIFY_SOCKET",
                                                     "OLDPWD",
                                                     "PAGER",
                                                     "PROMPT_COMMAND",
                                                     "PS1",
                                                     "PWD",
                                                     "SHELL",
                                                     "SHELLOPTS",
                                                     "SHLVL",
                                                     "STY",
                                                     "SYSTEMD_EXEC_PID",
                                                     "TERM",
                                                     "VISUAL",
                                                     "WAYLAND_DISPLAY",
                                                     "WINDOW",
                                                     "WINDOWID",
                                                     "XAUTHORITY",
                                                     "_",
                                                     "XDG_RUNTIME_DIR"};
constexpr std::array<std::string_view, 14> kNoisePrefixes = {
    "BASH_FUNC_", "GNOME_", "ITERM_", "KITTY_",  "LC_TERMINAL", "LISTEN_",   "SSH_",
    "SUDO_",      "TERM_",  "TMUX",   "VSCODE_", "VTE_",        "WATCHDOG_", "XDG_SESSION_"};

bool is_noise(std::string_view name) {
  return std::ranges::find(kNoise, name) != kNoise.end() ||
         std::ranges::any_of(kNoisePrefixes,
                             [name](std::string_view prefix) { return name.starts_with(prefix); });
}

/// FNV-1a, folded to one byte.
std::string check_of(std::string_view entry) {
  std::uint32_t hash = 2166136261u;
  for (const char c : entry) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 16777619u;
  }
  hash ^= hash >> 16;
  hash ^= hash >> 8;
  return fmt::format("{:02x}", hash & 0xffu);
}

/// Lists the differences, starting with the variables that both have: "KUBECONFIG (another value)".
std::vector<std::string> differences(const Json& then, const Json& now) {
  std::vector<std::string> changed;
  std::vector<std::string> missing;
  for (const auto& [name, check] : then.items()) {
    const Json* here = find(now, name);
    if (here == nullptr)
      missing.push_back(fmt::format("{} (not set)", name));
    else if (*here != check)
      changed.push_back(fmt::format("{} (another value)", name));
  }
  std::ranges::move(missing, std::back_inserter(changed));
  for (const auto& [name, check] : now.items())
    if (!then.contains(name)) changed.push_back(fmt::format("{} (not set in the run)", name));
  return changed;
}

std::vector<std::string> env_files_of(const Json& holder) {
  std::vector<std::string> files;
  const Json* all = find(holder, "variable_files");
  if (all == nullptr || !all->is_array()) return files;
  for (const auto& file : *all) {
    if (file.is_string() && !is_mapping_file(file.get_ref<const std::string&>()))
      files.push_back(file);
  }
  return files;
}

/// Whether all variables are as they were in the run, as far as that is known.
bool is_environment_of(const Json& journal) {
  const Json* then = chaos_block_member(journal, kEnvironment);
  return then != nullptr && then->is_object() && differences(*then, environment_checks()).empty();
}

}  // namespace

bool has_env_file(const Json& header) {
  return !env_files_of(header).empty();
}

void restore_environment(const Json& journal, const std::string& command) {
  const Json* block = chaos_block(journal);
  if (block == nullptr) return;
  std::set<std::string> given;
  for (const auto& [name, value] : os::environment_changes())
    given.insert(name);
  for (const auto& file : env_files_of(*block)) {
    if (os::FileSystem::real().exists(file)) {
      set_environment_from(file, given);
    } else if (given.empty() && !is_environment_of(journal)) {
      throw InvalidSource(Diagnostic{
          .message =
              fmt::format("the variable file '{}', which the run used, no longer exists", file),
          .hint = fmt::format("nothing was rolled back; restore the file, or provide another with "
                              "`{} --var-file FILE.env`: the rollbacks may need the environment "
                              "variables that it set",
                              command)});
    }
  }
}

Json environment_checks() {
  Json checks = Json::object();
  for (const std::string& entry : os::environment_entries()) {
    const std::string name = entry.substr(0, entry.find('='));
    if (!name.empty() && !is_noise(name)) checks[name] = check_of(entry);
  }
  return checks;
}

void state_environment(Json& journal, const Json& checks) {
  const bool is_needed = checks.is_object() && !left_to_undo(journal).empty();
  set_in_chaos_block(journal, kEnvironment, is_needed ? checks : Json());
}

void update_environment(Json& journal) {
  const Json* checks = chaos_block_member(journal, kEnvironment);
  if (checks != nullptr) state_environment(journal, Json(*checks));
}

void mention_other_environment(const Json& journal) {
  const Json* then = chaos_block_member(journal, kEnvironment);
  if (then == nullptr || !then->is_object()) return;
  const auto all = differences(*then, environment_checks());
  if (all.empty()) return;
  constexpr std::size_t kMostNamed = 6;
  std::string names;
  for (std::size_t i = 0; i < std::min(all.size(), kMostNamed); ++i)
    names += (i == 0 ? "" : ", ") + all[i];
  const std::size_t rest = all.size() - std::min(all.size(), kMostNamed);
  if (rest > 0) names += fmt::format(" and {} {}", rest, rest == 1 ? "other" : "others");
  log::warning(fmt::format(
      "The rollbacks use the environment of this command, which is not that of the run: {}",
      names));
}

}  // namespace chaos

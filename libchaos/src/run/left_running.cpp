#include "run/left_running.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "log/log.h"
#include "os/process_identity.h"

namespace chaos {
namespace {

/// The undo may have told them to end.
constexpr std::chrono::milliseconds kMoment(300);

/// "4711 (sh), 4712 (sleep) and 3 others"
std::string list_of(const std::vector<pid_t>& pids) {
  constexpr std::size_t kMostNamed = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min(pids.size(), kMostNamed); ++i)
    text += fmt::format("{}{} ({})", i == 0 ? "" : ", ", pids[i], os::program_name(pids[i]));
  const std::size_t rest = pids.size() - std::min(pids.size(), kMostNamed);
  if (rest > 0) text += fmt::format(" and {} {}", rest, rest == 1 ? "other" : "others");
  return text;
}

}  // namespace

void mention_left_running(const std::vector<ActionProcess>& processes) {
  const auto limit = Deadline::after(kMoment);
  for (const auto& [action, process] : processes) {
    const auto left = os::wait_for_left_over(process, limit);
    if (left.empty()) continue;
    log::warning(fmt::format(
        "'{}' left processes running, which may undo its rollback: {}; to end them: kill -- -{}",
        action, list_of(left), process.process.pid));
  }
}

}  // namespace chaos

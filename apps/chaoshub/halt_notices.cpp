#include "halt_notices.h"

#include "log/log.h"
#include "service/unreachable.h"

namespace chaos::hub {
namespace {

HaltNotice notice_of(const Halt& halt, const std::string& team_name, Role role) {
  return {.halt = halt, .team_name = team_name, .may_resume = role >= Role::kOwner};
}

/// Of the caller's teams; only of `team` unless it is "".
std::vector<HaltNotice> notices_of_teams(const HaltsByTeam& halts, DashboardService& dashboard,
                                         const http::Caller& caller, const std::string& team) {
  std::vector<HaltNotice> notices;
  for (const TeamMembership& membership : dashboard.teams_of(caller.signed_principal)) {
    if (!team.empty() && membership.team != team) continue;
    const auto halt = halts.find(membership.team);
    if (halt != halts.end())
      notices.push_back(notice_of(halt->second, membership.team_name, membership.role));
  }
  return notices;
}

std::vector<HaltNotice> notices_from(const HaltsByTeam& halts, DashboardService& dashboard,
                                     const http::Caller& caller, const http::Request& request) {
  const auto parameter = request.parameters.find("team");
  const std::string team = parameter == request.parameters.end() ? "" : parameter->second;
  const auto halt = halts.find(team);
  if (halts.empty() || (!team.empty() && halt == halts.end())) return {};
  if (!team.empty() && caller.team_role != Role::kNone)
    return {notice_of(halt->second, caller.team_name, caller.team_role)};
  try {
    return notices_of_teams(halts, dashboard, caller, team);
  } catch (const Unreachable& error) {
    log::warning(std::string("Cannot tell whose executions are halted: ") + error.what());
    return {{.certainty = HaltNotice::Certainty::kSomeHalted}};
  }
}

}  // namespace

std::vector<HaltNotice> halt_notices(ExperimentService& experiments, DashboardService& dashboard,
                                     const http::Caller& caller, const http::Request& request) {
  try {
    return notices_from(*experiments.halts_in_force(), dashboard, caller, request);
  } catch (const Unreachable& error) {
    log::warning(std::string("Cannot tell whether executions are halted: ") + error.what());
    return {{.certainty = HaltNotice::Certainty::kUnknown}};
  }
}

}  // namespace chaos::hub

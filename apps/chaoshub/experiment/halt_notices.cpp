#include "experiment/halt_notices.h"

#include "experiment/model/safeguard/settings.h"
#include "log/log.h"
#include "service/unreachable.h"

namespace chaos::hub::experiment {
namespace {

HaltNotice notice_of(const Safeguard& halt, const std::string& team_name, Role role) {
  return {.organization = halt.team_ref.organization,
          .team = halt.team_ref.team,
          .team_name = team_name,
          .reason = text_setting(halt.settings, "reason", ""),
          .by = halt.changed_by,
          .since = halt.changed,
          .may_resume = role >= Role::kOwner};
}

}  // namespace

std::vector<HaltNotice> halt_notices(const std::vector<Safeguard>& halts,
                                     DashboardService& dashboard, const http::Caller& caller,
                                     const http::Request& request) {
  const auto team = request.parameters.find("team");
  std::vector<HaltNotice> notices;
  for (const Safeguard& halt : halts) {
    if (team != request.parameters.end() && team->second != halt.team_ref.team) continue;
    if (team != request.parameters.end() && caller.team_role != Role::kNone) {
      notices.push_back(notice_of(halt, caller.team_name, caller.team_role));
      continue;
    }
    try {
      const Membership membership = dashboard.membership_of(
          caller.signed_principal, halt.team_ref.organization, halt.team_ref.team);
      if (membership.team_role != Role::kNone)
        notices.push_back(notice_of(halt, membership.team_name, membership.team_role));
    } catch (const Unreachable& error) {
      log::warning(std::string("Cannot tell whose executions are halted: ") + error.what());
      notices.push_back({});
      break;
    }
  }
  return notices;
}

}  // namespace chaos::hub::experiment

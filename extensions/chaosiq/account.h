#pragma once

#include <optional>
#include <string>

#include "chaos/json.h"

namespace chaos::chaosiq {

/// The module that the settings name for the extension's control.
inline constexpr const char* kControlModule = "chaoscloud.controls";
/// Its name among the settings' controls.
inline constexpr const char* kControlName = "chaosiq-cloud";

/// An organization or a team, as the server and the settings know it.
struct OrganizationOrTeam {
  std::string id;
  std::string name;
  /// For a team: whether it only allows runs that its server guards.
  bool requires_guarded_runs = false;
};

/// What to do if the server cannot be asked whether a run may continue.
enum class OnUnreachable { kContinue, kStop };

/// Who publishes where, according to the settings: the control's declaration and the entry of
/// `auths` for the server's host.
struct Account {
  std::string url;  ///< as stored, without trailing slashes
  bool verify_tls = true;
  std::string token_type = "Bearer";
  std::string token;                               ///< empty if there is no entry for the host
  std::optional<OrganizationOrTeam> organization;  ///< the default one
  std::optional<OrganizationOrTeam> team;          ///< the default one of the default organization
  bool publish = true;
  bool safeguards = true;
  bool workspace = true;
  OnUnreachable on_unreachable = OnUnreachable::kContinue;
  /// How many seconds the run waits for an answer. The default for a team that requires guarded
  /// runs is 10.
  double patience_seconds = 1.0;

  /// Whether anything can be published: there are a server, an organization and a team.
  bool is_complete() const { return !url.empty() && organization && team; }
  bool requires_guarded_runs() const { return team && team->requires_guarded_runs; }
};

/// Reads the account from a control's declaration and the settings. What is missing or of a wrong
/// type is left at its default.
Account read_account(const Json& declaration, const Json& settings);

/// The declaration of the control among the settings; an empty object if there is none.
const Json& declaration_in(const Json& settings);

/// Makes the place the only default of a list of organizations or teams, adding it if missing.
/// Returns its entry.
Json& make_default(Json& list, const OrganizationOrTeam& place);

/// Makes the team the default one of the default organization. The settings must have one.
void make_team_default(Json& settings, const OrganizationOrTeam& team);

/// "host[:port]" of a URL: the key under which `auths` keeps its token.
std::string host_of(const std::string& url);

}  // namespace chaos::chaosiq

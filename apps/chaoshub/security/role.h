#pragma once

#include <string>
#include <string_view>

namespace chaos::hub {

/// A role in an organization or a team; each includes the permissions of those before it.
enum class Role {
  kNone,    ///< not a member: must not learn that it exists
  kViewer,  ///< of a team: can read
  kMember,  ///< of an organization: can see it; of a team: can also publish and run
  kOwner,   ///< can also manage members, safeguards, and the organization or team
};

/// "viewer", "member", "owner"; "" for none.
std::string_view to_text(Role role);
/// The role with that name; kNone for any other text.
Role role_named(std::string_view name);

/// What a token may be used for. Browser sessions have all scopes.
enum class Scope {
  kRead,   ///< view everything its owner can view
  kWrite,  ///< publish experiments and executions
  kAdmin,  ///< change members, safeguards, tokens
};

std::string_view to_text(Scope scope);

}  // namespace chaos::hub

#pragma once

#include <string>
#include <string_view>

namespace chaos::hub {

/// What somebody is in an organization or a team; each may do what those before it may.
enum class Role {
  kNone,    ///< no member: does not even learn that it exists
  kViewer,  ///< of a team: reads
  kMember,  ///< of an organization: sees it; of a team: publishes and runs, too
  kOwner,   ///< manages members, safeguards and the thing itself
};

/// "viewer", "member", "owner"; "" for none.
std::string_view to_text(Role role);
/// The role of that name; kNone for any other text.
Role role_named(std::string_view name);

/// What a token is for. A session of the browser has all of them.
enum class Scope {
  kRead,   ///< look at what its owner may look at
  kWrite,  ///< publish experiments and executions
  kAdmin,  ///< change members, safeguards, tokens
};

std::string_view to_text(Scope scope);

}  // namespace chaos::hub

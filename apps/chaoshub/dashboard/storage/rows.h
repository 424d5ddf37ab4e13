#pragma once

#include <optional>
#include <string>

#include "dashboard/model/organization.h"
#include "storage/statement.h"

namespace chaos::hub::dashboard {

/// The topic of changes to the members of an organization, which is the subject.
inline constexpr const char* kOrganizationChanged = "organization";

/// "SELECT ... FROM team ", whose rows read_team() reads.
extern const char* const kTeamColumns;
Team read_team(storage::Columns& row);
/// The organization's team, read in this transaction.
std::optional<Team> find_team(soci::session& session, const std::string& organization,
                              const std::string& id);

/// Adds the member or changes their role. `table` and `place` name what they are a member of.
void put_member(soci::session& session, const char* table, const char* place, const std::string& id,
                const Member& member);

/// Throws Refusal: "team not found".
[[noreturn]] void refuse_unknown(const char* what);

}  // namespace chaos::hub::dashboard

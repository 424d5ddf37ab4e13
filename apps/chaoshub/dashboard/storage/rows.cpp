#include "dashboard/storage/rows.h"

#include <fmt/format.h>

#include "service/refusal.h"

namespace chaos::hub::dashboard {

using storage::Columns;
using storage::execute;
using storage::select_one;

const char* const kTeamColumns =
    "SELECT team.id, team.organization, team.name, team.created, team.version,"
    " team.requires_guarded_runs FROM team ";

Team read_team(Columns& row) {
  return {.id = row.text(),
          .organization = row.text(),
          .name = row.text(),
          .created = row.time(),
          .version = static_cast<int>(row.number()),
          .requires_guarded_runs = row.flag()};
}

std::optional<Team> find_team(soci::session& session, const std::string& organization,
                              const std::string& id) {
  return select_one(session,
                    std::string(kTeamColumns) + "WHERE id = :id AND organization = :organization",
                    read_team, id, organization);
}

void put_member(soci::session& session, const char* table, const char* place, const std::string& id,
                const Member& member) {
  execute(session,
          std::string("INSERT INTO ") + table + " (" + place +
              ", account, name, role, since) VALUES (:place, :account, :name, :role, :since)"
              " ON CONFLICT (" +
              place + ", account) DO UPDATE SET role = excluded.role, name = excluded.name",
          id, member.account, member.name, to_text(member.role), member.since);
}

void refuse_unknown(const char* what) {
  throw Refusal(Refusal::Kind::kUnknown, fmt::format("{} not found", what));
}

}  // namespace chaos::hub::dashboard

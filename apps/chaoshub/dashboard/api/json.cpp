#include "dashboard/api/json.h"

#include "security/principal.h"

namespace chaos::hub::dashboard {

Json to_json(const Organization& organization) {
  return {{"id", organization.id},
          {"name", organization.name},
          {"kind", organization.personal ? "personal" : "collaborative"},
          {"description", organization.description},
          {"created", to_text(organization.created)},
          {"version", organization.version}};
}

Json to_json(const Team& team) {
  return {{"id", team.id},
          {"name", team.name},
          {"org_id", team.organization},
          {"created", to_text(team.created)},
          {"requires_guarded_runs", team.requires_guarded_runs},
          {"version", team.version}};
}

Json to_json(const Member& member) {
  return {{"id", member.account},
          {"name", member.name},
          {"role", to_text(member.role)},
          {"since", to_text(member.since)}};
}

Json to_json(const FeedEntry& entry) {
  return {{"id", entry.id},
          {"time", to_text(entry.time)},
          {"actor", {{"id", entry.actor}, {"name", entry.actor_name}}},
          {"team_id", entry.team.empty() ? Json() : Json(entry.team)},
          {"kind", entry.kind},
          {"subject", entry.subject},
          {"text", entry.text},
          {"outcome", entry.outcome ? Json(to_text(*entry.outcome)) : Json()}};
}

Json to_json(const AuditEntry& entry) {
  const AuditRecord& record = entry.record;
  const PrincipalKind kind = record.agent.empty() ? PrincipalKind::kPerson : PrincipalKind::kAgent;
  return {{"id", entry.id},
          {"time", to_text(record.time)},
          {"actor",
           record.actor.empty()
               ? Json()
               : Json({{"id", record.actor}, {"name", entry.actor_name}, {"kind", to_text(kind)}})},
          {"action", record.action},
          {"subject", record.subject},
          {"detail", record.detail}};
}

}  // namespace chaos::hub::dashboard

#include "remote/audit_json.h"

#include <string>

namespace chaos::hub {
namespace {

Json time_or_null(const std::optional<Time>& time) {
  return time ? Json(to_text(*time)) : Json();
}

std::optional<Time> optional_time_in(const Json& json, const char* key) {
  const Json& text = json.at(key);
  return text.is_null() ? std::nullopt : time_from(text.get<std::string>());
}

}  // namespace

Json to_json(const AuditQuery& query) {
  return {{"organization", query.organization},
          {"actor", query.actor ? Json(*query.actor) : Json()},
          {"action", query.action},
          {"subject", query.subject},
          {"since", time_or_null(query.since)},
          {"until", time_or_null(query.until)},
          {"before", time_or_null(query.before)},
          {"before_id", query.before_id},
          {"limit", query.limit}};
}

AuditQuery audit_query_from(const Json& json) {
  AuditQuery query{.organization = json.at("organization")};
  if (!json.at("actor").is_null()) query.actor = json.at("actor").get<std::string>();
  query.action = json.at("action");
  query.subject = json.at("subject");
  query.since = optional_time_in(json, "since");
  query.until = optional_time_in(json, "until");
  query.before = optional_time_in(json, "before");
  query.before_id = json.at("before_id");
  query.limit = json.at("limit");
  return query;
}

Json to_json(const std::vector<AuditRecord>& records) {
  Json list = Json::array();
  for (const AuditRecord& record : records)
    list.push_back({{"id", record.id},
                    {"time", to_text(record.time)},
                    {"actor", record.actor},
                    {"action", record.action},
                    {"organization", record.organization},
                    {"subject", record.subject},
                    {"detail", record.detail},
                    {"agent", record.agent}});
  return {{"records", list}};
}

std::vector<AuditRecord> audit_records_from(const Json& json) {
  std::vector<AuditRecord> records;
  for (const Json& record : json.at("records"))
    records.push_back({.id = record.at("id"),
                       .time = time_from(record.at("time").get<std::string>()).value_or(Time{}),
                       .actor = record.at("actor"),
                       .action = record.at("action"),
                       .organization = record.at("organization"),
                       .subject = record.at("subject"),
                       .detail = record.at("detail"),
                       .agent = record.at("agent")});
  return records;
}

}  // namespace chaos::hub

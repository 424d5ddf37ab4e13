#include "dashboard/model/audit_trail.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <set>
#include <tuple>
#include <utility>

#include "security/principal.h"
#include "service/refusal.h"

namespace chaos::hub::dashboard {
namespace {

/// The position of an entry in the merged list: "2026-01-31T12:00:00.123456Z_experiment_42".
struct Cursor {
  Time time;
  std::string service;
  std::int64_t id = 0;
};

Cursor cursor_in(const std::string& text) {
  const auto first = text.find('_');
  const auto second = text.find('_', first == std::string::npos ? first : first + 1);
  if (second != std::string::npos) {
    const auto time = time_from(text.substr(0, first));
    std::int64_t id = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data() + second + 1, end, id);
    if (time && error == std::errc{} && rest == end && id >= 0)
      return {.time = *time, .service = text.substr(first + 1, second - first - 1), .id = id};
  }
  throw Refusal(Refusal::Kind::kInvalid, "'before' must be the identifier of an entry");
}

/// Of the log's records at the cursor's time, those with a lower identifier come after the cursor.
std::int64_t before_id(const std::string& service, const Cursor& cursor) {
  if (service == cursor.service) return cursor.id;
  return service < cursor.service ? std::numeric_limits<std::int64_t>::max() : 0;
}

std::map<std::string, std::string> names_of(AuthService& auth,
                                            const std::vector<AuditEntry>& entries) {
  std::set<std::string> actors;
  for (const AuditEntry& entry : entries)
    if (!entry.record.actor.empty()) actors.insert(entry.record.actor);
  std::map<std::string, std::string> names;
  if (actors.empty()) return names;
  for (Person& person : auth.people({actors.begin(), actors.end()}))
    names[person.id] = std::move(person.name);
  return names;
}

}  // namespace

AuditTrail::AuditTrail(Logs logs, AuthService& auth) : logs_(std::move(logs)), auth_(auth) {}

std::vector<AuditEntry> AuditTrail::entries(const AuditFilter& filter) const {
  std::vector<std::tuple<Time, std::string, std::int64_t, AuditRecord>> found;
  const auto cursor =
      filter.before.empty() ? std::nullopt : std::optional(cursor_in(filter.before));
  for (const auto& [service, log] : logs_) {
    AuditQuery query = filter.query;
    if (cursor) {
      query.before = cursor->time;
      query.before_id = before_id(service, *cursor);
    }
    for (AuditRecord& record : log->records(query)) {
      const Time time = record.time;
      const std::int64_t id = record.id;
      found.emplace_back(time, service, id, std::move(record));
    }
  }
  std::ranges::sort(found, [](const auto& left, const auto& right) {
    return std::tie(std::get<0>(left), std::get<1>(left), std::get<2>(left)) >
           std::tie(std::get<0>(right), std::get<1>(right), std::get<2>(right));
  });
  const auto most = static_cast<std::size_t>(filter.query.limit);
  if (found.size() > most)
    found.erase(found.begin() + static_cast<std::ptrdiff_t>(most), found.end());
  std::vector<AuditEntry> entries;
  for (auto& [time, service, id, record] : found)
    entries.push_back({.id = fmt::format("{}_{}_{}", to_text(time), service, id),
                       .actor_name = {},
                       .record = std::move(record)});
  const auto names = names_of(auth_, entries);
  for (AuditEntry& entry : entries) {
    if (const auto name = names.find(entry.record.actor); name != names.end())
      entry.actor_name = name->second;
    if (!entry.record.agent.empty())
      entry.actor_name = agent_label(
          entry.record.agent, entry.actor_name.empty() ? "a deleted account" : entry.actor_name);
  }
  return entries;
}

}  // namespace chaos::hub::dashboard

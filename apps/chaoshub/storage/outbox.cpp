#include "storage/outbox.h"

#include <algorithm>
#include <charconv>

#include "storage/record.h"
#include "storage/statement.h"

namespace chaos::hub::storage {
namespace {

/// One statement takes a limited number of parameters.
constexpr std::size_t kMostRows = 1'000;

}  // namespace

std::int64_t pruned_by(const Announcement& announcement) {
  const std::string& text = announcement.subject;
  std::int64_t last = 0;
  std::from_chars(text.data(), text.data() + text.size(), last);
  return last;
}

void keep_announcements(soci::session& session, Announcements& announcements) {
  const std::span<const Announcement> all = announcements.all();
  if (all.empty()) return;
  // A sequence numbers rows when they are inserted, but others see them when they are committed.
  serialize(session, "outbox");
  for (std::size_t first = 0; first < all.size(); first += kMostRows) {
    Rows rows;
    for (const Announcement& announcement :
         all.subspan(first, std::min(kMostRows, all.size() - first)))
      rows.add(
          {announcement.topic, announcement.organization, announcement.team, announcement.subject});
    auto ids = select_bound(session,
                            "INSERT INTO outbox (topic, organization, team, subject) VALUES " +
                                rows.sql() + " RETURNING id",
                            rows.values(), [](Columns& row) { return row.number(); });
    std::ranges::sort(
        ids);  // RETURNING has no defined order; identifiers are assigned in row order
    for (std::size_t i = 0; i < ids.size(); ++i)
      announcements.set_id(first + i, ids[i]);
  }
  if (session.get_backend_name() != "sqlite3")
    session << "SELECT pg_notify('chaoshub_' || current_schema(), '')";
}

std::string notification_channel(const std::string& schema) {
  return "chaoshub_" + schema;
}

std::vector<Announcement> announcements_after(soci::session& session, std::int64_t after,
                                              int limit) {
  return select(
      session,
      "SELECT id, topic, organization, team, subject FROM outbox WHERE id > :after"
      " ORDER BY id LIMIT :limit",
      [](Columns& row) {
        return Announcement{.id = row.number(),
                            .topic = row.text(),
                            .organization = row.text(),
                            .team = row.text(),
                            .subject = row.text()};
      },
      after, limit);
}

std::int64_t last_announcement(soci::session& session) {
  return select_one(session, "SELECT COALESCE(MAX(id), 0) FROM outbox",
                    [](Columns& row) { return row.number(); })
      .value_or(0);
}

std::int64_t last_numbered_announcement(soci::session& session) {
  long long number = 0;
  session << "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM outbox_id_seq",
      soci::into(number);
  return number;
}

bool tells_of_missed(std::span<const Announcement> announcements, std::int64_t last) {
  return std::ranges::any_of(announcements, [last](const Announcement& announcement) {
    return announcement.topic == kPruned && pruned_by(announcement) > last;
  });
}

void prune_outbox(soci::session& session, std::int64_t last, Announcements& announcements) {
  execute(session, "DELETE FROM outbox WHERE id <= :last", last);
  announcements.add({.topic = std::string(kPruned), .subject = std::to_string(last)});
}

}  // namespace chaos::hub::storage

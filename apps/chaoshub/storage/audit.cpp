#include "storage/audit.h"

#include <fmt/format.h>

#include <set>
#include <string>
#include <vector>

#include "service/characters.h"
#include "storage/statement.h"
#include "storage/words.h"

namespace chaos::hub::storage {

namespace {

constexpr std::size_t kMostWords = 50;  // of a record, or searched for at once
constexpr int kBatch = 500;             // of older records
constexpr const char* kLastCharacter = "\xF4\x8F\xBF\xBF";

/// Each word once.
std::set<std::string> words_of(const std::string& text) {
  std::set<std::string> words;
  for (std::string& word : words_in(text))
    if (words.size() < kMostWords) words.insert(std::move(word));
  return words;
}

/// By which the record can be found. Those without an organization are not listed.
void add_words(soci::session& session, std::int64_t id, const std::string& organization,
               const std::string& text) {
  if (organization.empty()) return;
  std::string rows;
  std::vector<std::string> values;
  for (const std::string& word : words_of(text)) {
    rows += fmt::format("{}(:v{}, :v{}, {})", rows.empty() ? "" : ", ", values.size(),
                        values.size() + 1, id);
    values.insert(values.end(), {organization, word});
  }
  if (!rows.empty())
    select_bound(
        session,
        "INSERT INTO audit_word (organization, word, record) VALUES " + rows + " RETURNING record",
        values, [](Columns& row) { return row.number(); });
}

std::string searched_text(std::string_view subject, std::string_view detail) {
  return fmt::format("{} {}", subject, detail);
}

struct OlderRecord {
  std::int64_t id;
  std::string organization;
  std::string text;
};

/// Records from before they could be found by their words. Returns how many there were.
std::size_t fill_in_words(soci::session& session) {
  const auto older = select(
      session,
      "SELECT id, organization, subject, detail FROM audit WHERE has_words = 0"
      " ORDER BY id LIMIT :limit",
      [](Columns& row) {
        OlderRecord record{.id = row.number(), .organization = row.text(), .text = {}};
        const std::string subject = row.text();
        record.text = searched_text(subject, row.text());
        return record;
      },
      kBatch);
  for (const auto& [id, organization, text] : older)
    // Another process may be doing the same.
    if (execute(session, "UPDATE audit SET has_words = 1 WHERE id = :id AND has_words = 0", id) > 0)
      add_words(session, id, organization, text);
  return older.size();
}

}  // namespace

void record(soci::session& session, const AuditContext& audit, const Change& change) {
  const auto id = select_one(
      session,
      "INSERT INTO audit (time, actor, agent, action, organization, subject, detail, has_words)"
      " VALUES (:time, :actor, :agent, :action, :organization, :subject, :detail, 1) RETURNING id",
      [](Columns& row) { return row.number(); }, audit.time, audit.actor, audit.agent,
      change.action, change.organization, change.subject, change.detail);
  add_words(session, id.value_or(0), change.organization,
            searched_text(change.subject, change.detail));
}

namespace {

AuditRecord read_record(Columns& row) {
  return {.id = row.number(),
          .time = row.time(),
          .actor = row.text(),
          .action = row.text(),
          .organization = row.text(),
          .subject = row.text(),
          .detail = row.text(),
          .agent = row.text()};
}

/// The records must have all words, or words that begin with them. Their index is sorted by word.
void add_search(Conditions& where, const AuditQuery& query) {
  const auto words = words_of(query.subject);
  if (words.empty()) where.add(":nothing = ''", std::string("nothing"));
  int count = 0;
  for (const std::string& word : words) {
    ++count;
    where.add(fmt::format("id IN (SELECT record FROM audit_word WHERE organization = :own{0}"
                          " AND word >= :first{0} AND word < :last{0})",
                          count),
              std::vector{query.organization, word, word + kLastCharacter});
  }
}

/// Avoids LIKE, whose meaning differs between databases.
Conditions conditions_of(const AuditQuery& query) {
  Conditions where;
  where.add("organization = :organization", query.organization);
  if (query.actor) where.add("actor = :actor", *query.actor);
  if (!query.action.empty())
    where.add(fmt::format("SUBSTR(action, 1, {}) = :action", characters_in(query.action)),
              query.action);
  if (!query.subject.empty()) add_search(where, query);
  if (query.since) where.add("time >= :since", to_text(*query.since));
  if (query.until) where.add("time < :until", to_text(*query.until));
  if (query.before) {
    where.add("time <= :before", to_text(*query.before));
    where.add(fmt::format("NOT (time = :same AND id >= {})", query.before_id),
              to_text(*query.before));
  }
  return where;
}

}  // namespace

StoredAuditLog::StoredAuditLog(Database& database) : database_(database) {
  while (database_.write(fill_in_words) > 0) {
  }
}

/// Everything except the rows of the page comes from indexes.
std::vector<AuditRecord> StoredAuditLog::records(const AuditQuery& query) {
  return database_.read([&](soci::session& session) {
    return select_where(
        session,
        "SELECT id, time, actor, action, organization, subject, detail, agent FROM audit"
        " WHERE id IN (SELECT id FROM audit ",
        conditions_of(query),
        fmt::format(" ORDER BY time DESC, id DESC LIMIT {}) ORDER BY time DESC, id DESC",
                    query.limit),
        read_record);
  });
}

}  // namespace chaos::hub::storage

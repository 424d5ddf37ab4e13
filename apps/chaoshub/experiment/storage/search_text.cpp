#include "experiment/storage/search_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "experiment/model/text_digest.h"
#include "experiment/storage/rows.h"
#include "json/utf8.h"
#include "storage/statement.h"
#include "storage/words.h"

namespace chaos::hub::experiment {
namespace {

using storage::Columns;
using storage::execute;
using storage::select;
using storage::select_one;

constexpr std::size_t kMostWords = 500;     // stored per text
constexpr std::size_t kMostWanted = 16;     // searched for at once
constexpr std::size_t kLongestQuery = 512;  // bytes
constexpr std::size_t kLongestKey = 200;    // bytes

/// Each word once, in order of first occurrence.
std::string words_of(const SearchText& text) {
  std::string all = text.title;
  for (const std::string& tag : text.tags)
    all += "\n" + tag;
  all += "\n" + text.description;
  std::set<std::string> known;
  std::string words;
  for (std::string& word : storage::words_in(all)) {
    if (known.size() == kMostWords) break;
    if (known.insert(word).second) words += (words.empty() ? "" : " ") + word;
  }
  return words;
}

std::int64_t read_id(Columns& row) {
  return row.number();
}

std::int64_t add_search_text(soci::session& session, const SearchText& text,
                             const std::string& digest, const std::string& words) {
  const auto added = select_one(session,
                                "INSERT INTO search_text (team, digest, words) VALUES (:team,"
                                " :digest, :words) ON CONFLICT DO NOTHING RETURNING id",
                                read_id, text.team, digest, words);
  if (added)
    for (const std::string& tag : text.tags)
      execute(session,
              "INSERT INTO search_tag (search_text, team, tag) VALUES (:text, :team, :tag)"
              " ON CONFLICT DO NOTHING",
              *added, text.team, tag);
  return added.value_or(0);
}

/// A query that requires all of these words or prefixes, in the syntax of FTS5 or of PostgreSQL's
/// tsquery. Words contain no quotes or operators.
std::string query_of(bool is_sqlite, const std::vector<std::string>& words) {
  std::string query;
  for (const std::string& word : words)
    query += is_sqlite ? fmt::format("{}\"{}\"*", query.empty() ? "" : " AND ", word)
                       : fmt::format("{}'{}':*", query.empty() ? "" : " & ", word);
  return query;
}

/// People may type anything.
SearchCondition text_condition(bool is_sqlite, const std::string& team, const std::string& text) {
  auto words = storage::words_in(std::string_view(text).substr(0, kLongestQuery));
  if (words.size() > kMostWanted) words.resize(kMostWanted);
  if (words.empty()) return {.sql = "1 = 0", .values = {}};
  return {.sql = is_sqlite ? "search_text IN (SELECT search_text.id FROM search_index"
                             " CROSS JOIN search_text ON search_text.id = search_index.rowid"
                             " WHERE search_index MATCH :words AND search_text.team = :text_team)"
                           : "search_text IN (SELECT id FROM search_text"
                             " WHERE lexemes @@ CAST(:words AS tsquery) AND team = :text_team)",
          .values = {query_of(is_sqlite, words), team}};
}

}  // namespace

SearchText search_text_of(const Experiment& experiment) {
  return {.team = experiment.team_ref.team,
          .title = experiment.title,
          .tags = experiment.tags,
          .description = experiment.description};
}

SearchText search_text_of(const Execution& execution) {
  return {.team = execution.team_ref.team,
          .title = execution.title,
          .tags = execution.tags,
          .description = execution.description};
}

std::int64_t put_search_text(soci::session& session, const SearchText& text) {
  const std::string words = words_of(text);
  const std::string digest = text_digest(words + '\n' + tags_to_text(text.tags));
  const auto find = [&] {
    return select_one(session, "SELECT id FROM search_text WHERE team = :team AND digest = :digest",
                      read_id, text.team, digest);
  };
  if (const auto known = find()) return *known;
  if (const auto added = add_search_text(session, text, digest, words); added != 0) return added;
  return find().value_or(0);  // someone else has added it in the meantime
}

std::string title_key_of(const std::string& title) {
  std::string key = fmt::format("{}", fmt::join(storage::words_in(title), " "));
  if (key.size() <= kLongestKey) return key;
  std::size_t end = kLongestKey;
  while (end > 0 && (static_cast<unsigned char>(key[end]) & 0xC0) == 0x80)
    --end;
  return key.substr(0, end);
}

std::int64_t duration_of(const Execution& execution) {
  if (!execution.ended) return -1;
  return std::chrono::round<std::chrono::milliseconds>(*execution.ended - execution.started)
      .count();
}

std::vector<SearchCondition> search_conditions(bool is_sqlite, const std::string& team,
                                               const std::string& text, const std::string& tag) {
  std::vector<SearchCondition> conditions;
  if (text.find_first_not_of(" \t\r\n") != std::string::npos)
    conditions.push_back(text_condition(is_sqlite, team, text));
  if (!tag.empty())
    conditions.push_back({.sql = "search_text IN (SELECT search_text FROM search_tag"
                                 " WHERE team = :tag_team AND tag = :tag)",
                          .values = {team, tag}});
  return conditions;
}

namespace {

constexpr int kBatch = 500;

/// The searchable part of the description in the experiment's latest version.
std::string older_description(soci::session& session, const Experiment& experiment) {
  std::string text;
  for (const std::string& part : select(
           session,
           "SELECT text FROM document_part JOIN experiment_version"
           " ON experiment_version.document = document_part.document"
           " WHERE experiment = :id AND number = :number ORDER BY part",
           [](Columns& row) { return row.text(); }, experiment.id, experiment.version))
    text += part;
  return description_of(Json::parse(text, nullptr, false));
}

std::size_t fill_in_experiments(soci::session& session) {
  auto all = select(
      session, std::string(kSelectExperiment) + "WHERE search_text = 0 ORDER BY id LIMIT :limit",
      read_experiment, kBatch);
  for (Experiment& experiment : all) {
    experiment.description = older_description(session, experiment);
    execute(session,
            "UPDATE experiment SET search_text = :text, title_key = :key WHERE id = :id"
            " AND version = :version",
            put_search_text(session, search_text_of(experiment)), title_key_of(experiment.title),
            experiment.id, experiment.version);
  }
  return all.size();
}

/// Only with the title and tags; the description at the time is only in the journal. One that
/// another process ends in the meantime is read again.
std::size_t fill_in_executions(soci::session& session) {
  const auto all = select(
      session, std::string(kSelectExecution) + "WHERE search_text = 0 ORDER BY id LIMIT :limit",
      read_execution, kBatch);
  for (const Execution& execution : all)
    execute(session,
            "UPDATE execution SET search_text = :text, duration = :duration WHERE id = :id"
            " AND ended = :ended",
            put_search_text(session, search_text_of(execution)), duration_of(execution),
            execution.id, execution.ended);
  return all.size();
}

}  // namespace

void fill_in_search_texts(storage::Database& database) {
  while (database.write(fill_in_experiments) > 0) {
  }
  while (database.write(fill_in_executions) > 0) {
  }
}

}  // namespace chaos::hub::experiment

/// The lists of the store. Everything except the rows of one page comes from indexes: see the
/// migration.

#include <fmt/format.h>

#include <algorithm>

#include "experiment/storage/rows.h"
#include "experiment/storage/search_text.h"
#include "experiment/storage/sql_experiment_store.h"
#include "json/utf8.h"

namespace chaos::hub::experiment {
namespace {

using storage::Columns;
using storage::Conditions;

constexpr int kLatest = 5000;      // executions whose authors are offered
constexpr int kMostOffered = 200;  // names to filter by

/// A list's order: by a column, then by identifier.
struct Order {
  const char* column;
  bool is_descending;
};

Order order_of(ExecutionOrder order) {
  switch (order) {
    case ExecutionOrder::kNewest:
      break;
    case ExecutionOrder::kOldest:
      return {.column = "started", .is_descending = false};
    case ExecutionOrder::kLongest:
      return {.column = "duration", .is_descending = true};
  }
  return {.column = "started", .is_descending = true};
}

Order order_of(ExperimentOrder order) {
  switch (order) {
    case ExperimentOrder::kNewest:
      break;
    case ExperimentOrder::kChanged:
      return {.column = "changed", .is_descending = true};
    case ExperimentOrder::kTitle:
      return {.column = "title_key", .is_descending = false};
  }
  return {.column = "id", .is_descending = true};
}

/// Which part of the list is requested.
struct Part {
  Order order;
  std::string before;
  std::string after;
  int limit;

  /// The part before an entry is read in reverse.
  bool is_reversed() const { return !after.empty(); }
  bool is_descending() const { return order.is_descending != is_reversed(); }
  const std::string& cursor() const { return is_reversed() ? after : before; }
};

template <typename Filter>
Part part_of(const Filter& filter) {
  return {.order = order_of(filter.order),
          .before = filter.before,
          .after = filter.after,
          .limit = filter.limit};
}

/// Text that databases accept. Anything else cannot match a row.
std::string bindable(const std::string& text) {
  std::string valid = replace_invalid_utf8(text);
  std::ranges::replace(valid, '\0', ' ');
  return valid;
}

Conditions conditions_of(const TeamRef& team_ref) {
  Conditions where;
  where.add("team = :team", team_ref.team);
  where.add("organization = :organization", team_ref.organization);
  return where;
}

/// Omits the team's columns, which would make the database choose another index.
Conditions conditions_of(const TeamRef& team_ref, const std::string& experiment) {
  Conditions where;
  where.add("experiment = :experiment", bindable(experiment));
  where.add(
      "EXISTS (SELECT 1 FROM experiment WHERE experiment.id = :own AND experiment.team = :team"
      " AND experiment.organization = :organization)",
      std::vector{bindable(experiment), team_ref.team, team_ref.organization});
  return where;
}

void add_search(Conditions& where, bool is_sqlite, const TeamRef& team_ref, const std::string& text,
                const std::string& tag) {
  for (const auto& [sql, values] : search_conditions(is_sqlite, team_ref.team, text, bindable(tag)))
    where.add(sql, values);
}

/// Contains only the conditions that are used, so that the database can use the right index.
Conditions conditions_of(bool is_sqlite, const TeamRef& team_ref, const ExecutionFilter& filter) {
  Conditions where = filter.experiment.empty() ? conditions_of(team_ref)
                                               : conditions_of(team_ref, filter.experiment);
  if (!filter.status.empty()) where.add("status = :status", filter.status);
  if (filter.outcome) where.add("outcome = :outcome", std::string(to_text(*filter.outcome)));
  if (!filter.person.empty()) where.add("author_name = :person", bindable(filter.person));
  if (filter.started_since) where.add("started >= :since", to_text(*filter.started_since));
  if (filter.started_before) where.add("started < :until", to_text(*filter.started_before));
  if (filter.heard_since) where.add("last_seen >= :heard", to_text(*filter.heard_since));
  if (filter.silent_since) where.add("last_seen < :silent", to_text(*filter.silent_since));
  add_search(where, is_sqlite, team_ref, filter.text, filter.tag);
  return where;
}

Conditions conditions_of(bool is_sqlite, const TeamRef& team_ref, const ExperimentFilter& filter) {
  Conditions where = conditions_of(team_ref);
  add_search(where, is_sqlite, team_ref, filter.text, filter.tag);
  return where;
}

/// Limits the list to what follows the cursor. False if there is no such entry.
bool begin_at_cursor(soci::session& session, const std::string& table, const TeamRef& team_ref,
                     const Part& part, Conditions& where) {
  if (part.cursor().empty()) return true;
  const std::string id = bindable(part.cursor());
  const auto key = storage::select_one(
      session,
      fmt::format("SELECT CAST({} AS TEXT) FROM {} WHERE id = :id AND team = :team",
                  part.order.column, table),
      [](Columns& row) { return row.text(); }, id, team_ref.team);
  if (!key) return false;
  const char* comparison = part.is_descending() ? "<" : ">";
  if (part.order.column == std::string_view("id"))
    where.add(fmt::format("id {} :cursor", comparison), id);
  else
    where.add(fmt::format("({}, id) {} (:cursor_key, :cursor)", part.order.column, comparison),
              std::vector{*key, id});
  return true;
}

/// "ORDER BY started DESC, id DESC"
std::string order_by(const Order& order, bool is_descending) {
  const char* direction = is_descending ? "DESC" : "ASC";
  if (order.column == std::string_view("id")) return fmt::format(" ORDER BY id {}", direction);
  return fmt::format(" ORDER BY {} {}, id {}", order.column, direction, direction);
}

/// The rows of this part of the list: first the identifiers from an index, then the rows.
template <typename Read>
auto rows_of(soci::session& session, const std::string& table, const char* select_all,
             const TeamRef& team_ref, const Part& part, Conditions where, const Read& read)
    -> std::vector<std::invoke_result_t<Read, Columns&>> {
  if (!begin_at_cursor(session, table, team_ref, part, where)) return {};
  return storage::select_where(
      session, fmt::format("{}WHERE id IN (SELECT id FROM {} ", select_all, table), where,
      fmt::format("{} LIMIT {}){}", order_by(part.order, part.is_descending()), part.limit,
                  order_by(part.order, part.order.is_descending)),
      read);
}

std::int64_t count_of(soci::session& session, const std::string& table, const Conditions& where) {
  return storage::select_where(session, fmt::format("SELECT COUNT(*) FROM {} ", table), where, "",
                               [](Columns& row) { return row.number(); })
      .front();
}

}  // namespace

std::vector<Execution> SqlExperimentStore::executions(const TeamRef& team_ref,
                                                      const ExecutionFilter& filter) {
  return database_.read([&](soci::session& session) {
    return rows_of(session, "execution", kSelectExecution, team_ref, part_of(filter),
                   conditions_of(database_.is_sqlite(), team_ref, filter), read_execution);
  });
}

std::int64_t SqlExperimentStore::count_executions(const TeamRef& team_ref,
                                                  const ExecutionFilter& filter) {
  return database_.read([&](soci::session& session) {
    return count_of(session, "execution", conditions_of(database_.is_sqlite(), team_ref, filter));
  });
}

std::vector<Experiment> SqlExperimentStore::experiments(const TeamRef& team_ref,
                                                        const ExperimentFilter& filter) {
  return database_.read([&](soci::session& session) {
    return rows_of(session, "experiment", kSelectExperiment, team_ref, part_of(filter),
                   conditions_of(database_.is_sqlite(), team_ref, filter), read_experiment);
  });
}

std::int64_t SqlExperimentStore::count_experiments(const TeamRef& team_ref,
                                                   const ExperimentFilter& filter) {
  return database_.read([&](soci::session& session) {
    return count_of(session, "experiment", conditions_of(database_.is_sqlite(), team_ref, filter));
  });
}

std::vector<std::string> SqlExperimentStore::people(const TeamRef& team_ref) {
  return database_.read([&](soci::session& session) {
    return storage::select(
        session,
        "SELECT DISTINCT author_name FROM (SELECT author_name FROM execution WHERE team = :team"
        " AND organization = :organization ORDER BY started DESC, id DESC LIMIT :latest) AS latest"
        " ORDER BY author_name LIMIT :limit",
        [](Columns& row) { return row.text(); }, team_ref.team, team_ref.organization, kLatest,
        kMostOffered);
  });
}

std::vector<std::string> SqlExperimentStore::tags(const TeamRef& team_ref) {
  return database_.read([&](soci::session& session) {
    return storage::select(
        session, "SELECT DISTINCT tag FROM search_tag WHERE team = :team ORDER BY tag LIMIT :limit",
        [](Columns& row) { return row.text(); }, team_ref.team, kMostOffered);
  });
}

}  // namespace chaos::hub::experiment

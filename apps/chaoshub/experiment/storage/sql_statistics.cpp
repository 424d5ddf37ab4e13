#include "experiment/storage/sql_statistics.h"

#include <fmt/format.h>

#include <algorithm>

#include "experiment/storage/rows.h"

namespace chaos::hub::experiment {
namespace {

using storage::Columns;
using storage::select;
using storage::select_one;

constexpr int kLatest = 1000;  // executions among which the latest experiments are looked for

/// Conditions on `experiment`: the team's experiments whose version is not approved.
constexpr const char* kUnapproved =
    "WHERE team = :team AND organization = :organization AND (:all = '' OR id = :experiment)"
    " AND NOT EXISTS (SELECT 1 FROM approval WHERE approval.experiment = experiment.id"
    " AND approval.version = experiment.version)";

int read_count(Columns& row) {
  return static_cast<int>(row.number());
}

Result read_result(Columns& row) {
  constexpr double kMilliseconds = 1000;
  Result result{
      .execution = row.text(),
      .outcome = outcome_named(row.text()).value_or(ExecutionOutcome::kUnknown),
      .started = row.time(),
  };
  result.seconds = static_cast<double>(row.number()) / kMilliseconds;
  return result;
}

}  // namespace

OutcomeCounts SqlStatistics::outcomes(const TeamRef& team_ref, Time since) {
  // Lists all outcomes, so that the index is read in order.
  std::string names;
  for (const ExecutionOutcome outcome : kExecutionOutcomes)
    names += fmt::format("{}'{}'", names.empty() ? "" : ", ", to_text(outcome));
  return database_.read([&](soci::session& session) {
    OutcomeCounts counts;
    const auto rows = select(
        session,
        "SELECT outcome, COUNT(*) FROM execution WHERE team = :team"
        " AND organization = :organization AND outcome IN (" +
            names + ") AND started >= :since GROUP BY outcome",
        [](Columns& row) {
          const auto outcome = outcome_named(row.text()).value_or(ExecutionOutcome::kUnknown);
          return std::pair(outcome, static_cast<int>(row.number()));
        },
        team_ref.team, team_ref.organization, since);
    for (const auto& [outcome, count] : rows)
      counts.of(outcome) += count;
    return counts;
  });
}

UnendedCounts SqlStatistics::unended(const TeamRef& team_ref, Time since) {
  return database_.read([&](soci::session& session) {
    return select_one(
               session,
               "SELECT SUM(CASE WHEN last_seen >= :since THEN 1 ELSE 0 END),"
               " SUM(CASE WHEN last_seen < :same THEN 1 ELSE 0 END) FROM execution"
               " WHERE team = :team AND organization = :organization AND outcome = 'running'",
               [](Columns& row) {
                 return UnendedCounts{.running = read_count(row), .no_news = read_count(row)};
               },
               since, since, team_ref.team, team_ref.organization)
        .value_or(UnendedCounts{});
  });
}

std::vector<Result> SqlStatistics::latest_results(const std::string& experiment, int limit) {
  auto results = database_.read([&](soci::session& session) {
    return select(session,
                  "SELECT id, outcome, started, duration FROM execution"
                  " WHERE experiment = :experiment ORDER BY started DESC, id DESC LIMIT :limit",
                  read_result, experiment, limit);
  });
  std::ranges::reverse(results);
  return results;
}

std::vector<Experiment> SqlStatistics::active_experiments(const TeamRef& team_ref, int limit) {
  return database_.read([&](soci::session& session) {
    return select(
        session,
        "SELECT experiment.id, organization, team, title, source, tags, version, created, changed"
        " FROM experiment JOIN (SELECT experiment, MAX(started) AS last_run FROM"
        " (SELECT experiment, started FROM execution WHERE team = :team"
        " AND organization = :organization ORDER BY started DESC, id DESC LIMIT :latest) AS latest"
        " GROUP BY experiment) AS runs ON runs.experiment = experiment.id"
        " ORDER BY last_run DESC, experiment.id DESC LIMIT :limit",
        read_experiment, team_ref.team, team_ref.organization, kLatest, limit);
  });
}

std::vector<Experiment> SqlStatistics::unapproved(const TeamRef& team_ref,
                                                  const std::string& experiment, int limit) {
  return database_.read([&](soci::session& session) {
    return select(session,
                  std::string(kSelectExperiment) + kUnapproved +
                      " ORDER BY changed DESC, id DESC LIMIT :limit",
                  read_experiment, team_ref.team, team_ref.organization, experiment, experiment,
                  limit);
  });
}

int SqlStatistics::count_unapproved(const TeamRef& team_ref, const std::string& experiment) {
  return database_.read([&](soci::session& session) {
    return select_one(session, std::string("SELECT COUNT(*) FROM experiment ") + kUnapproved,
                      read_count, team_ref.team, team_ref.organization, experiment, experiment)
        .value_or(0);
  });
}

}  // namespace chaos::hub::experiment

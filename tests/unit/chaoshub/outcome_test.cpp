/// The outcome of an execution: from its journal, in lists and in filters.

#include "experiment/model/outcome.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "experiment/model/executions.h"
#include "experiment/storage/sql_experiment_store.h"
#include "service/refusal.h"
#include "storage/statement.h"
#include "support/quiet_dashboard.h"
#include "support/temporary_directory.h"

namespace chaos::hub::experiment {
namespace {

using ::testing::ElementsAre;
using Outcome = ExecutionOutcome;

Json ended(const std::string& status, const Json& more = Json::object()) {
  static int count = 0;
  Json journal = {{"experiment", {{"title", "x"}, {"method", Json::array()}}},
                  {"status", status},
                  {"deviated", false},
                  {"start", "2026-01-31T12:00:00"},
                  {"node", std::to_string(++count)},
                  {"end", "2026-01-31T12:00:09"},
                  {"steady_states", {{"before", nullptr}, {"after", nullptr}, {"during", {}}}},
                  {"run", Json::array()},
                  {"rollbacks", Json::array()}};
  journal.update(more);
  return journal;
}

Json failed_action() {
  const Json activity = {{"type", "action"}, {"name", "a"}, {"provider", {{"type", "process"}}}};
  return {{"experiment", {{"title", "x"}, {"method", {activity}}}},
          {"run", {{{"activity", activity}, {"status", "failed"}}}}};
}

Json sample(bool met) {
  return {{"steady_state_met", met}, {"probes", Json::array()}};
}

TEST(OutcomeOfJournal, IsTheVerdictOfItsReport) {
  EXPECT_EQ(outcome_of(ended("completed"), "completed"), Outcome::kPassed);
  EXPECT_EQ(outcome_of(ended("completed", {{"deviated", true}}), "completed"), Outcome::kDeviated);
  EXPECT_EQ(outcome_of(ended("failed"), "failed"), Outcome::kFailed);
  EXPECT_EQ(outcome_of(ended("aborted"), "aborted"), Outcome::kFailed);
  EXPECT_EQ(outcome_of(ended("interrupted"), "interrupted"), Outcome::kInterrupted);
  EXPECT_EQ(outcome_of(ended("running"), "unknown"), Outcome::kUnknown);
  EXPECT_EQ(outcome_of(ended("completed"), "running"), Outcome::kRunning);
}

TEST(OutcomeOfJournal, ReportsProblemsInACompletedRun) {
  EXPECT_EQ(outcome_of(ended("completed", failed_action()), "completed"), Outcome::kProblems);
  const Json states = {
      {"before", nullptr}, {"after", nullptr}, {"during", {sample(true), sample(false)}}};
  EXPECT_EQ(outcome_of(ended("completed", {{"steady_states", states}}), "completed"),
            Outcome::kProblems);
}

TEST(OutcomeNames, RoundTrip) {
  for (const Outcome outcome : kExecutionOutcomes)
    EXPECT_EQ(outcome_named(to_text(outcome)), outcome);
  EXPECT_EQ(outcome_named("completed"), std::nullopt);
  EXPECT_EQ(outcome_named(""), std::nullopt);
}

class OutcomesOfExecutions : public ::testing::Test {
 protected:
  Execution add(const Json& journal) {
    const auto [experiment, outcome] = catalog_.publish(ada_, team_ref_, {{"title", "x"}});
    return executions_.open(ada_, team_ref_, experiment.id, journal).first;
  }
  std::vector<std::string> with(Outcome outcome) {
    std::vector<std::string> ids;
    for (const Execution& execution : executions_.list(team_ref_, {.outcome = outcome}))
      ids.push_back(execution.id);
    return ids;
  }

  const TeamRef team_ref_{.organization = "o", .team = "t"};
  const Author ada_{.principal = {.account = "1", .name = "ada"}, .signed_principal = {}};
  Time now_ = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const Clock clock_ = [this] { return now_; };
  testing::TemporaryDirectory directory_;
  storage::Database database_{
      {.url = "sqlite:" + directory_ / "experiment.sqlite", .schema = "experiment"}, migrations()};
  SqlExperimentStore store_{database_};
  testing::QuietDashboard dashboard_;
  ActivityFeed activity_feed_{dashboard_};
  ExperimentCatalog catalog_{store_, activity_feed_, clock_};
  Executions executions_{store_, catalog_, activity_feed_, clock_};
};

TEST_F(OutcomesOfExecutions, FilterLists) {
  const std::string passed = add(ended("completed")).id;
  const std::string problems = add(ended("completed", failed_action())).id;
  const std::string deviated = add(ended("completed", {{"deviated", true}})).id;
  const std::string running = add({{"experiment", {{"title", "x"}}}, {"status", "running"}}).id;
  EXPECT_THAT(with(Outcome::kPassed), ElementsAre(passed));
  EXPECT_THAT(with(Outcome::kProblems), ElementsAre(problems));
  EXPECT_THAT(with(Outcome::kDeviated), ElementsAre(deviated));
  EXPECT_THAT(with(Outcome::kRunning), ElementsAre(running));
  EXPECT_THAT(with(Outcome::kFailed), ElementsAre());
}

TEST_F(OutcomesOfExecutions, ReportNoNewsAfterTwoMinutes) {
  const Execution execution = add({{"experiment", {{"title", "x"}}}, {"status", "running"}});
  now_ += kQuiet;
  EXPECT_EQ(executions_.find(team_ref_, execution.id).outcome, Outcome::kRunning);
  EXPECT_THAT(with(Outcome::kNoNews), ElementsAre());
  now_ += std::chrono::seconds(1);
  EXPECT_EQ(executions_.find(team_ref_, execution.id).outcome, Outcome::kNoNews);
  EXPECT_EQ(executions_.find(team_ref_, execution.id).status, "running");
  EXPECT_THAT(with(Outcome::kNoNews), ElementsAre(execution.id));
  EXPECT_THAT(with(Outcome::kRunning), ElementsAre());
  executions_.push_event(
      execution,
      {{"type", "starting-method"}, {"id", "1"}, {"data", {{"context", Json::object()}}}});
  EXPECT_THAT(with(Outcome::kRunning), ElementsAre(execution.id));
}

TEST_F(OutcomesOfExecutions, AreCountedWhenTheyEnd) {
  const Execution execution = add({{"experiment", {{"title", "x"}}}, {"status", "running"}});
  EXPECT_EQ(executions_.ended_with(Outcome::kPassed), 0U);
  executions_.close(ada_, execution, ended("completed"));
  EXPECT_EQ(executions_.ended_with(Outcome::kPassed), 1U);
}

TEST_F(OutcomesOfExecutions, AreComputedForOldJournals) {
  const std::string problems = add(ended("completed", failed_action())).id;
  const std::string passed = add(ended("completed")).id;
  database_.write([](soci::session& session) {
    storage::execute(session, "UPDATE execution SET outcome = ''");
  });
  executions_.judge_older_ones();
  EXPECT_THAT(with(Outcome::kProblems), ElementsAre(problems));
  EXPECT_THAT(with(Outcome::kPassed), ElementsAre(passed));
}

/// With a hundred thousand of them, a list must not read each one.
TEST_F(OutcomesOfExecutions, AreFoundByAnIndex) {
  const auto plan = database_.read([](soci::session& session) {
    return storage::select(
        session,
        "EXPLAIN QUERY PLAN SELECT id FROM execution WHERE team = 't' AND organization = 'o'"
        " AND outcome = 'deviated' ORDER BY started DESC, id DESC LIMIT 50",
        [](storage::Columns& row) {
          for (int skipped = 0; skipped < 3; ++skipped)
            row.number();
          return row.text();
        });
  });
  EXPECT_THAT(plan, ElementsAre(::testing::HasSubstr("execution_by_outcome")));
}

TEST_F(OutcomesOfExecutions, AreInterruptedAfterClosingUntilTheJournalArrives) {
  const Execution execution = add({{"experiment", {{"title", "x"}}}, {"status", "running"}});
  now_ += kQuiet;
  EXPECT_THROW(executions_.close_silent(ada_, execution), Refusal);
  now_ += std::chrono::seconds(1);
  executions_.close_silent(ada_, execution);
  const Execution closed = executions_.find(team_ref_, execution.id);
  EXPECT_EQ(closed.outcome, Outcome::kInterrupted);
  EXPECT_EQ(closed.closed_by, "ada");
  EXPECT_EQ(closed.ended, now_);
  EXPECT_THROW(executions_.close_silent(ada_, closed), Refusal);
  EXPECT_THAT(with(Outcome::kNoNews), ElementsAre());
  executions_.close(ada_, closed, ended("completed"));
  EXPECT_EQ(executions_.find(team_ref_, execution.id).outcome, Outcome::kPassed);
}

TEST_F(OutcomesOfExecutions, RejectAnUnknownStatus) {
  EXPECT_THROW(executions_.list(team_ref_, {.status = "deviated"}), Refusal);
}

}  // namespace
}  // namespace chaos::hub::experiment

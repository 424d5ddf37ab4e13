/// Changes of executions and verification runs that are based on what was read earlier.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "experiment/model/executions.h"
#include "experiment/model/verifications.h"
#include "experiment/storage/sql_experiment_store.h"
#include "experiment/storage/sql_verification_store.h"
#include "service/refusal.h"
#include "storage/audit.h"
#include "support/quiet_dashboard.h"
#include "support/temporary_directory.h"

namespace chaos::hub::experiment {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Outcome = ExecutionOutcome;

class ExecutionChanges : public ::testing::Test {
 protected:
  static Json journal(const std::string& status) {
    return {{"status", status}, {"experiment", {{"title", "x"}}}};
  }
  Execution open() {
    const auto [experiment, outcome] = catalog_.publish(ada_, team_ref_, {{"title", "x"}});
    return executions_.open(ada_, team_ref_, experiment.id, journal("running")).first;
  }
  Execution now(const Execution& execution) { return executions_.find(team_ref_, execution.id); }
  void push_event(const Execution& execution) {
    executions_.push_event(
        execution,
        {{"type", "starting-method"}, {"id", "1"}, {"data", {{"context", Json::object()}}}});
  }
  VerificationRun start() {
    const Execution execution = open();
    return verifications_.start(
        ada_, team_ref_, "v1",
        {{"experiment_id", execution.experiment}, {"execution_id", execution.id}});
  }
  std::vector<std::string> audited(const std::string& action) {
    std::vector<std::string> details;
    for (const AuditRecord& record : audit_log_.records({.organization = "o", .action = action}))
      details.push_back(record.detail);
    return details;
  }

  const TeamRef team_ref_{.organization = "o", .team = "t"};
  const Author ada_{.principal = {.account = "1", .name = "ada"}, .signed_principal = {}};
  Time now_ = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const Clock clock_ = [this] { return now_; };
  testing::TemporaryDirectory directory_;
  storage::Database database_{{.url = "sqlite:" + directory_ / "experiment.sqlite",
                               .schema = "experiment",
                               .connections = 2},
                              migrations()};
  SqlExperimentStore store_{database_};
  SqlVerificationStore verification_store_{database_};
  storage::StoredAuditLog audit_log_{database_};
  testing::QuietDashboard dashboard_;
  ActivityFeed activity_feed_{dashboard_};
  ExperimentCatalog catalog_{store_, activity_feed_, clock_};
  Executions executions_{store_, catalog_, activity_feed_, clock_};
  Verifications verifications_{verification_store_, catalog_, executions_, clock_};
};

TEST_F(ExecutionChanges, NeverReopenWhatHasEnded) {
  const Execution read_while_running = open();
  executions_.close(ada_, read_while_running, journal("failed"));
  EXPECT_THROW(executions_.close(ada_, read_while_running, journal("running")), Refusal);
  EXPECT_EQ(now(read_while_running).outcome, Outcome::kFailed);
  EXPECT_EQ(now(read_while_running).ended, now_);
  EXPECT_THAT(audited("execution.close"), ElementsAre("failed"));
}

TEST_F(ExecutionChanges, NeverReopenWhatWasClosedByAPerson) {
  const Execution read_while_running = open();
  now_ += kQuiet + std::chrono::seconds(1);
  executions_.close_silent(ada_, read_while_running);
  EXPECT_THROW(executions_.close(ada_, read_while_running, journal("running")), Refusal);
  EXPECT_EQ(now(read_while_running).outcome, Outcome::kInterrupted);
  EXPECT_EQ(now(read_while_running).closed_by, "ada");
}

TEST_F(ExecutionChanges, DoNotInterruptWhatHasEnded) {
  const Execution read_while_silent = open();
  now_ += kQuiet + std::chrono::seconds(1);
  executions_.close(ada_, read_while_silent, journal("completed"));
  now_ += kQuiet + std::chrono::seconds(1);
  EXPECT_THROW(executions_.close_silent(ada_, read_while_silent), Refusal);
  EXPECT_EQ(now(read_while_silent).outcome, Outcome::kPassed);
  EXPECT_EQ(executions_.ended_with(Outcome::kInterrupted), 0U);
}

TEST_F(ExecutionChanges, DoNotInterruptWhatHasReportedSince) {
  const Execution read_while_silent = open();
  now_ += kQuiet + std::chrono::seconds(1);
  push_event(read_while_silent);
  EXPECT_THROW(executions_.close_silent(ada_, read_while_silent), Refusal);
  EXPECT_EQ(now(read_while_silent).outcome, Outcome::kRunning);
}

TEST_F(ExecutionChanges, DoNotStopWhatHasEnded) {
  const Execution read_while_running = open();
  executions_.close(ada_, read_while_running, journal("completed"));
  EXPECT_THROW(executions_.stop(ada_, read_while_running, "", true), Refusal);
  EXPECT_FALSE(now(read_while_running).stop);
}

/// Two of them decide at once: the second waits, and decides again from the first one's result.
TEST_F(ExecutionChanges, TakeTurns) {
  const Execution execution = open();
  std::vector<std::string> seen;
  const auto end_with = [&](const std::string& status) {
    store_.change_execution(team_ref_, execution.id,
                            {.action = "execution.close",
                             .decide =
                                 [&seen, status](Execution& stored) {
                                   seen.push_back(stored.status);
                                   std::this_thread::yield();
                                   stored.status = status;
                                 }},
                            {.actor = "1", .time = now_});
  };
  {
    const std::jthread other([&] { end_with("failed"); });
    end_with("failed");
  }
  EXPECT_THAT(seen, ElementsAre("running", "failed"));
}

TEST_F(ExecutionChanges, LetNoOlderNewsReplaceLaterNews) {
  const Execution execution = open();
  const Time later = now_;
  now_ -= std::chrono::minutes(1);  // another process's clock
  push_event(execution);
  SqlExperimentStore another(database_);
  EXPECT_EQ(another.execution(team_ref_, execution.id)->last_seen, later);
}

TEST_F(ExecutionChanges, KeepAnOutcomeThatArrivedWhileAnOlderJournalWasJudged) {
  const Execution execution = open();
  executions_.close(ada_, execution, journal("failed"));
  store_.set_missing_outcome(execution.id, Outcome::kPassed);
  EXPECT_EQ(now(execution).outcome, Outcome::kFailed);
}

TEST_F(ExecutionChanges, AreForTheTeamsOwnExecutionsOnly) {
  const Execution execution = open();
  EXPECT_THROW(store_.change_execution({.organization = "o", .team = "other"}, execution.id,
                                       {.action = "execution.close", .decide = [](Execution&) {}},
                                       {.actor = "1", .time = now_}),
               Refusal);
}

TEST_F(ExecutionChanges, RecordTheVersionThatWasRun) {
  const std::string id = open().experiment;
  const auto publish = [&](const std::string& title) {
    catalog_.publish(
        ada_, team_ref_,
        {{"title", title}, {"extensions", {{{"name", "chaosiq"}, {"experiment_id", id}}}}});
  };
  const auto run = [&](const std::string& title) {
    return executions_
        .open(ada_, team_ref_, id, {{"status", "running"}, {"experiment", {{"title", title}}}})
        .first;
  };
  const Execution first = run("x");
  const Execution changed = run("changed before the run");
  publish("y");
  publish("x");
  EXPECT_EQ(now(first).version, 1);
  EXPECT_EQ(now(run("y")).version, 2);
  EXPECT_EQ(now(run("x")).version, 3);
  executions_.close(ada_, first, journal("completed"));
  EXPECT_EQ(now(first).version, 1);
  EXPECT_EQ(now(changed).version, 0);
  executions_.close(ada_, changed, journal("completed"));
  EXPECT_EQ(now(changed).version, 3) << "what the journal contains";
}

TEST_F(ExecutionChanges, FindTheVersionOfAnOlderExecutionWhenItsJournalArrives) {
  const Execution execution = open();
  database_.write([](soci::session& session) { session << "UPDATE execution SET version = -1"; });
  EXPECT_EQ(store_.execution({.organization = "o", .team = "t"}, execution.id)->version,
            std::nullopt);
  executions_.close(ada_, execution, journal("completed"));
  EXPECT_EQ(now(execution).version, 1);
}

TEST_F(ExecutionChanges, EndAVerificationsRunOnce) {
  const VerificationRun run = start();
  const Json end = {{"status", "completed"}, {"results", {{"total_samples", 3}}}};
  verifications_.finish(ada_, run, end);
  const Time ended = now_;
  now_ += std::chrono::seconds(5);
  EXPECT_EQ(verifications_.finish(ada_, run, end).ended, ended) << "sent again";
  try {
    verifications_.finish(ada_, run, {{"status", "failed"}, {"results", Json::object()}});
    FAIL() << "ended twice";
  } catch (const Refusal& refusal) {
    EXPECT_THAT(refusal.what(), HasSubstr("the run has ended with other results"));
  }
  EXPECT_EQ(verifications_.find(team_ref_, "v1", run.id).status, "completed");
  EXPECT_THAT(audited("verification.finish"), ElementsAre("completed"));
}

TEST_F(ExecutionChanges, CreateAVerificationOnce) {
  start();
  verification_store_.add_verification({.id = "v1",
                                        .team_ref = team_ref_,
                                        .experiment = open().experiment,
                                        .title = "another",
                                        .created = now_},
                                       {.actor = "1", .time = now_});
  EXPECT_THAT(audited("verification.create"), ElementsAre("x"));
}

}  // namespace
}  // namespace chaos::hub::experiment

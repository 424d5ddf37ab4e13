/// Executions and runs of verifications that have gone silent.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "experiment/model/executions.h"
#include "experiment/model/verifications.h"
#include "experiment/storage/sql_experiment_store.h"
#include "experiment/storage/sql_verification_store.h"
#include "support/quiet_dashboard.h"
#include "support/temporary_directory.h"

namespace chaos::hub::experiment {
namespace {

class Abandoned : public ::testing::Test {
 protected:
  static Json journal(const std::string& status) {
    return {{"status", status}, {"experiment", {{"title", "x"}}}};
  }

  Execution open() {
    const auto [experiment, outcome] = catalog_.publish(ada_, team_ref_, {{"title", "x"}});
    return executions_.open(ada_, team_ref_, experiment.id, journal("running")).first;
  }

  std::size_t count(const std::string& status) {
    return executions_.list(team_ref_, {.status = status}).size();
  }

  void tell(const Execution& execution, const std::string& uid) {
    executions_.push_event(
        execution,
        {{"type", "starting-method"}, {"id", uid}, {"data", {{"context", Json::object()}}}});
  }

  const TeamRef team_ref_{.organization = "o", .team = "t"};
  const Author ada_{.principal = {.account = "1", .name = "ada"}, .signed_principal = {}};
  Time now_ = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const Clock clock_ = [this] { return now_; };
  testing::TemporaryDirectory directory_;
  storage::Database database_{
      {.url = "sqlite:" + directory_ / "experiment.sqlite", .schema = "experiment"}, migrations()};
  SqlExperimentStore store_{database_};
  SqlVerificationStore verification_store_{database_};
  testing::QuietDashboard dashboard_;
  ActivityFeed activity_feed_{dashboard_};
  ExperimentCatalog catalog_{store_, activity_feed_, clock_};
  Executions executions_{store_, catalog_, activity_feed_, clock_};
  Verifications verifications_{verification_store_, catalog_, executions_, clock_};
};

TEST_F(Abandoned, AfterAnHourWithoutNews) {
  const Execution execution = open();
  now_ += kSilence;
  EXPECT_EQ(executions_.find(team_ref_, execution.id).status, "running");
  EXPECT_EQ(count("running"), 1U);
  EXPECT_EQ(count("abandoned"), 0U);
  now_ += std::chrono::seconds(1);
  EXPECT_EQ(executions_.find(team_ref_, execution.id).status, "abandoned");
  EXPECT_EQ(executions_.list(team_ref_, {}).at(0).status, "abandoned");
  EXPECT_EQ(count("running"), 0U);
  EXPECT_EQ(count("abandoned"), 1U);
}

TEST_F(Abandoned, NoLongerOnceItReportsAgain) {
  const Execution execution = open();
  now_ += kSilence / 2;
  tell(execution, "1");
  now_ += kSilence / 2 + std::chrono::minutes(1);
  EXPECT_EQ(executions_.find(team_ref_, execution.id).status, "running");
  now_ += kSilence;
  EXPECT_EQ(executions_.find(team_ref_, execution.id).status, "abandoned");
  tell(execution, "2");
  EXPECT_EQ(executions_.find(team_ref_, execution.id).status, "running");
  now_ += 2 * kSilence;
  executions_.close(ada_, execution, journal("completed"));
  EXPECT_EQ(executions_.find(team_ref_, execution.id).status, "completed");
  EXPECT_EQ(count("abandoned"), 0U);
}

TEST_F(Abandoned, IsNotAStatusThatClientsCanSet) {
  const Execution execution = open();
  executions_.close(ada_, execution, journal("abandoned"));
  EXPECT_EQ(executions_.find(team_ref_, execution.id).status, "unknown");
}

TEST_F(Abandoned, AppliesToARunOfAVerificationToo) {
  const Execution execution = open();
  const VerificationRun run = verifications_.start(
      ada_, team_ref_, "v1",
      {{"experiment_id", execution.experiment}, {"execution_id", execution.id}});
  const Verification verification = verifications_.verification(team_ref_, "v1");
  now_ += kSilence / 2;
  verifications_.push_event(run, {{"category", "verification-sample"}});
  now_ += kSilence;
  EXPECT_EQ(verifications_.runs(verification, "", 10).at(0).status, "started");
  now_ += std::chrono::seconds(1);
  EXPECT_EQ(verifications_.runs(verification, "", 10).at(0).status, "abandoned");
  EXPECT_EQ(verifications_.find(team_ref_, "v1", run.id).status, "abandoned");
  EXPECT_FALSE(verifications_.find(team_ref_, "v1", run.id).finished);
  verifications_.finish(ada_, run, {{"status", "completed"}, {"results", Json::object()}});
  EXPECT_EQ(verifications_.find(team_ref_, "v1", run.id).status, "completed");
}

}  // namespace
}  // namespace chaos::hub::experiment

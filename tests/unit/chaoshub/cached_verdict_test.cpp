/// Verdicts of safeguards computed from cached data.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "experiment/model/executions.h"
#include "experiment/model/safeguards.h"
#include "experiment/storage/sql_experiment_store.h"
#include "experiment/storage/sql_safeguard_store.h"
#include "support/quiet_dashboard.h"
#include "support/temporary_directory.h"

namespace chaos::hub::experiment {
namespace {

using ::testing::ElementsAre;

/// A process's own objects for the experiment service.
struct Program {
  Program(const std::string& path, const Clock& clock)
      : database({.url = "sqlite:" + path, .schema = "experiment"}, migrations()),
        store(database),
        safeguard_store(database),
        activity_feed(dashboard),
        catalog(store, activity_feed, clock),
        executions(store, catalog, activity_feed, clock),
        safeguards(safeguard_store, activity_feed, clock) {}

  storage::Database database;
  SqlExperimentStore store;
  SqlSafeguardStore safeguard_store;
  testing::QuietDashboard dashboard;
  ActivityFeed activity_feed;
  ExperimentCatalog catalog;
  Executions executions;
  Safeguards safeguards;
};

class CachedVerdict : public ::testing::Test {
 protected:
  static Json journal(const std::string& status) {
    return {{"status", status}, {"experiment", {{"title", "x"}}}};
  }
  /// The kinds that refuse the execution.
  std::vector<std::string> refusing(Program& program) { return refusing(program, execution_); }
  std::vector<std::string> refusing(Program& program, const Execution& execution) {
    std::vector<std::string> kinds;
    for (const Objection& objection :
         program.safeguards.objections(program.executions.find(team_ref_, execution.id)))
      kinds.push_back(objection.safeguard.kind);
    return kinds;
  }
  void push_event(const Execution& execution) {
    hub_.executions.push_event(
        execution,
        {{"type", "starting-method"}, {"id", "1"}, {"data", {{"context", Json::object()}}}});
  }
  void set_up(const std::string& kind, const Json& settings = Json::object()) {
    hub_.safeguards.create(ada_, team_ref_, {{"kind", kind}, {"settings", settings}});
  }
  Execution open_another() {
    return hub_.executions.open(ada_, team_ref_, execution_.experiment, journal("running")).first;
  }
  Execution fail_another() {
    Execution execution = open_another();
    hub_.executions.close(ada_, execution, journal("failed"));
    return execution;
  }

  const TeamRef team_ref_{.organization = "o", .team = "t"};
  const Author ada_{.principal = {.account = "1", .name = "ada"}, .signed_principal = {}};
  Time now_ = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  testing::TemporaryDirectory directory_;
  Program hub_{directory_ / "experiment.sqlite", [this] { return now_; }};
  const Execution execution_ =
      hub_.executions
          .open(ada_, team_ref_, hub_.catalog.publish(ada_, team_ref_, {{"title", "x"}}).first.id,
                journal("running"))
          .first;
};

TEST_F(CachedVerdict, ReadsNoTableIfNothingHasChanged) {
  set_up("halt");
  set_up("approval");
  set_up("single-execution");
  set_up("failure-budget", {{"failures", 0}, {"hours", 24}});
  fail_another();
  const auto before = refusing(hub_);
  EXPECT_THAT(before, ElementsAre("halt", "approval", "failure-budget"));
  hub_.database.write([](soci::session& session) {
    for (const char* table : {"execution", "safeguard", "approval", "experiment"})
      session << std::string("ALTER TABLE ") + table + " RENAME TO no_" + table;
  });
  now_ += std::chrono::seconds(10);
  EXPECT_EQ(refusing(hub_), before);
}

TEST_F(CachedVerdict, ReflectsEveryChangeAtOnce) {
  EXPECT_THAT(refusing(hub_), ElementsAre());
  hub_.safeguards.halt(ada_, team_ref_, "incident", true);
  EXPECT_THAT(refusing(hub_), ElementsAre("halt"));
  hub_.safeguards.resume(ada_, team_ref_);
  EXPECT_THAT(refusing(hub_), ElementsAre());
  set_up("approval");
  EXPECT_THAT(refusing(hub_), ElementsAre("approval"));
  hub_.safeguards.approve(ada_, team_ref_, execution_.experiment, {});
  EXPECT_THAT(refusing(hub_), ElementsAre());
  set_up("failure-budget", {{"failures", 0}, {"hours", 1}});
  EXPECT_THAT(refusing(hub_), ElementsAre());
  fail_another();
  EXPECT_THAT(refusing(hub_), ElementsAre("failure-budget"));
  now_ += std::chrono::minutes(61);  // the failure is too old
  EXPECT_THAT(refusing(hub_), ElementsAre());
}

TEST_F(CachedVerdict, KnowsWhoseTeamsAreHaltedWithoutReadingATable) {
  Program other(directory_ / "experiment.sqlite", [this] { return now_; });
  const auto halted = [&](Program& program) {
    std::vector<std::string> teams;
    for (const auto& [team, halt] : *program.safeguards.halts_in_force())
      teams.push_back(team);
    return teams;
  };
  EXPECT_THAT(halted(hub_), ElementsAre());
  for (const char* team : {"t", "u"})
    other.safeguards.halt(ada_, {.organization = "o", .team = team}, "incident", true);
  EXPECT_THAT(halted(hub_), ElementsAre("t", "u"));
  hub_.database.write(
      [](soci::session& session) { session << "ALTER TABLE safeguard RENAME TO no_safeguard"; });
  EXPECT_THAT(halted(hub_), ElementsAre("t", "u"));
  hub_.database.write(
      [](soci::session& session) { session << "ALTER TABLE no_safeguard RENAME TO safeguard"; });
  hub_.safeguards.resume(ada_, team_ref_);
  EXPECT_THAT(halted(hub_), ElementsAre("u"));
  EXPECT_THAT(halted(other), ElementsAre("u"));
}

/// Such as a command, or a second process.
TEST_F(CachedVerdict, ReflectsOtherProcessesChangesToTheFile) {
  EXPECT_THAT(refusing(hub_), ElementsAre());
  Program other(directory_ / "experiment.sqlite", [this] { return now_; });
  EXPECT_THAT(refusing(other), ElementsAre());
  other.safeguards.halt(ada_, team_ref_, "incident", true);
  EXPECT_THAT(refusing(hub_), ElementsAre("halt"));
  hub_.safeguards.resume(ada_, team_ref_);
  EXPECT_THAT(refusing(other), ElementsAre());
}

TEST_F(CachedVerdict, ReflectsOtherChangesEvenIfTheirAnnouncementWasDeleted) {
  EXPECT_THAT(refusing(hub_), ElementsAre());
  {
    Program other(directory_ / "experiment.sqlite", [this] { return now_; });
    other.safeguards.halt(ada_, team_ref_, "incident", true);
    const auto last = other.database.read(storage::last_announcement);
    other.database.write([last](soci::session& session, storage::Announcements& announcements) {
      storage::prune_outbox(session, last, announcements);
    });
  }
  EXPECT_THAT(refusing(hub_), ElementsAre("halt"));
}

TEST_F(CachedVerdict, ReadsNoTableAfterAnEvent) {
  set_up("single-execution");
  const Execution later = open_another();
  EXPECT_THAT(refusing(hub_, later), ElementsAre("single-execution"));
  push_event(execution_);
  push_event(later);
  hub_.database.write(
      [](soci::session& session) { session << "ALTER TABLE execution RENAME TO no_execution"; });
  EXPECT_THAT(refusing(hub_, later), ElementsAre("single-execution"));
}

TEST_F(CachedVerdict, CountsASilentExecutionAgainOnceItReports) {
  set_up("single-execution");
  const Execution later = open_another();
  now_ += kSilence + std::chrono::seconds(1);
  push_event(later);
  EXPECT_THAT(refusing(hub_, later), ElementsAre());
  push_event(execution_);
  EXPECT_THAT(refusing(hub_, later), ElementsAre("single-execution"));
}

TEST_F(CachedVerdict, TracksWhenAnExecutionLastReported) {
  now_ += kQuiet + std::chrono::seconds(1);
  EXPECT_EQ(hub_.executions.find(team_ref_, execution_.id).outcome, ExecutionOutcome::kNoNews);
  push_event(execution_);
  EXPECT_EQ(hub_.executions.find(team_ref_, execution_.id).outcome, ExecutionOutcome::kRunning);
}

}  // namespace
}  // namespace chaos::hub::experiment

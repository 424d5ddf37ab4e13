#include "experiment/kept_journal.h"

#include <gtest/gtest.h>

#include "experiment/model/executions.h"
#include "experiment/storage/sql_experiment_store.h"
#include "support/quiet_dashboard.h"
#include "support/temporary_directory.h"

namespace chaos::hub::experiment {
namespace {

TEST(KeptJournal, IsReadAgainIfReplacedBeforeItsFirstPiece) {
  const testing::TemporaryDirectory directory;
  storage::Database database{
      {.url = "sqlite:" + directory / "experiment.sqlite", .schema = "experiment"}, migrations()};
  SqlExperimentStore store{database};
  testing::QuietDashboard dashboard;
  ActivityFeed activity_feed{dashboard};
  const Clock clock = std::chrono::system_clock::now;
  ExperimentCatalog catalog{store, activity_feed, clock};
  Executions executions{store, catalog, activity_feed, clock};
  const TeamRef team_ref{.organization = "o", .team = "t"};
  const Author ada{.principal = {.account = "1", .name = "ada"}, .signed_principal = {}};
  const auto [experiment, outcome] = catalog.publish(ada, team_ref, {{"title", "x"}});
  const Json begun = {{"status", "running"}, {"experiment", {{"title", "x"}}}};
  Json ended = begun;
  ended["status"] = "completed";
  ended["end"] = "2026-01-31T12:00:09";

  // Found, then closed by its client before anyone reads the result.
  bool found_before = false;
  const Execution opened = executions.open(ada, team_ref, experiment.id, begun).first;
  const auto journal = whole_journal(kept_journal(store, [&] {
    const Execution found = executions.find(team_ref, opened.id);
    if (!std::exchange(found_before, true)) executions.close(ada, found, ended);
    return found;
  }));
  ASSERT_TRUE(journal);
  EXPECT_EQ((*journal)["status"], "completed");
}

}  // namespace
}  // namespace chaos::hub::experiment

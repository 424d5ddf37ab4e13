/// Events stored by several threads at the same time.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <set>
#include <thread>

#include "experiment/storage/sql_experiment_store.h"
#include "experiment/storage/topics.h"
#include "support/temporary_directory.h"

namespace chaos::hub::experiment {
namespace {

class EventStore : public ::testing::Test {
 protected:
  EventStore() {
    store_.add_experiment({.id = "e", .team_ref = team_ref_, .title = "x"},
                          {.number = 1, .digest = "d", .document = "document"}, "{}", {});
    for (const char* id : {"one", "other"})
      store_.add_execution({.id = id,
                            .experiment = "e",
                            .team_ref = team_ref_,
                            .status = "running",
                            .document = id,
                            .run_key = id},
                           "{}", {});
  }

  Event event(const std::string& execution, const std::string& uid) const {
    return {.execution = execution,
            .team_ref = team_ref_,
            .uid = uid,
            .type = "starting-activity",
            .name = "x",
            .received = Time(std::chrono::seconds(10)),
            .data = "{}"};
  }

  std::vector<std::int64_t> announced() {
    std::vector<std::int64_t> ids;
    for (const auto& announcement : database_.read(
             [](soci::session& session) { return storage::announcements_after(session, 0, 9999); }))
      if (announcement.topic == kEventAdded) ids.push_back(new_event_in(announcement).id);
    return ids;
  }

  const TeamRef team_ref_{.organization = "o", .team = "t"};
  testing::TemporaryDirectory directory_;
  storage::Database database_{
      {.url = "sqlite:" + directory_ / "x.sqlite", .schema = "x", .connections = 9}, migrations()};
  SqlExperimentStore store_{database_};
};

TEST_F(EventStore, StoresEachOnceAndFailsNoneBecauseOfAnother) {
  constexpr int kWriters = 8;
  constexpr int kEach = 60;
  std::mutex mutex;
  std::set<std::int64_t> ids;  // guarded by mutex
  std::atomic<int> failed = 0;
  std::atomic<int> out_of_order = 0;
  {
    std::vector<std::jthread> writers;
    for (int writer = 0; writer < kWriters; ++writer)
      writers.emplace_back([&, writer] {
        std::int64_t last = 0;
        for (int i = 0; i < kEach; ++i) {
          if (i % 10 == 9) {
            try {
              store_.add_event(event("unknown", "x"));
            } catch (const std::exception&) {
              ++failed;
            }
            continue;
          }
          // Two writers each send the same events.
          const auto uid = fmt::format("{} {}", writer / 2, i);
          const auto id = store_.add_event(event(writer / 2 % 2 == 0 ? "one" : "other", uid));
          if (id <= last) ++out_of_order;
          last = id;
          const std::lock_guard lock(mutex);
          ids.insert(id);
        }
      });
  }
  EXPECT_EQ(failed, kWriters * kEach / 10);
  EXPECT_EQ(out_of_order, 0);
  const auto kept = store_.events(team_ref_, "", 0, 9999);
  EXPECT_EQ(kept.size(), std::size_t(kWriters / 2 * kEach * 9 / 10));
  EXPECT_EQ(ids.size(), kept.size());
  EXPECT_THAT(announced(), ::testing::ElementsAreArray(ids));
}

TEST_F(EventStore, RecordsWhenTheExecutionLastReported) {
  EXPECT_EQ(store_.execution(team_ref_, "one")->last_seen, Time{});
  store_.add_event(event("one", "1"));
  EXPECT_EQ(store_.execution(team_ref_, "one")->last_seen, Time(std::chrono::seconds(10)));
  EXPECT_EQ(store_.execution(team_ref_, "other")->last_seen, Time{});
  SqlExperimentStore another(database_);
  EXPECT_EQ(another.execution(team_ref_, "one")->last_seen, Time(std::chrono::seconds(10)));
}

TEST_F(EventStore, LooksExecutionsUpOnceForAnyNumberOfEvents) {
  const auto misses = [&] { return store_.execution_cache().misses; };
  store_.execution(team_ref_, "one");
  const auto before = misses();
  for (const char* uid : {"1", "2", "3"}) {
    store_.add_event(event("one", uid));
    store_.execution(team_ref_, "one");
  }
  EXPECT_EQ(misses(), before);
}

}  // namespace
}  // namespace chaos::hub::experiment

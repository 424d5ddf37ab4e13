#include "storage/outbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <stdexcept>

#include "storage/shared_tables.h"
#include "support/announcement_collector.h"
#include "support/temporary_directory.h"

namespace chaos::hub::storage {
namespace {

using ::testing::ElementsAre;

class Outbox : public ::testing::Test {
 protected:
  void announce(const std::string& subject) {
    database_.write([&](soci::session&, Announcements& announcements) {
      announcements.add({.topic = "test", .organization = "o", .team = "t", .subject = subject});
    });
  }
  std::vector<std::string> kept() {
    std::vector<std::string> subjects;
    for (const Announcement& announcement : database_.read(
             [](soci::session& session) { return announcements_after(session, 0, 100); }))
      subjects.push_back(announcement.topic + " " + announcement.subject);
    return subjects;
  }

  testing::TemporaryDirectory directory_;
  const std::array<Migration, 1> steps_{{{.name = "outbox", .sql = kOutboxTable}}};
  Database database_{{.url = "sqlite:" + directory_ / "x.sqlite", .schema = "x", .connections = 2},
                     steps_};
  testing::AnnouncementCollector collector_;
};

TEST_F(Outbox, IsPassedOnInOrderFromTheReadersStart) {
  announce("before");
  const OutboxReader reader(database_, collector_.listener());
  announce("a");
  announce("b");
  collector_.wait_for("b");
  const auto all = collector_.all();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].subject, "a");
  EXPECT_EQ(all[0].team, "t");
  EXPECT_EQ(all[0].organization, "o");
  EXPECT_LT(all[0].id, all[1].id);
}

TEST_F(Outbox, KeepsNothingOfARolledBackTransaction) {
  EXPECT_THROW(database_.write([](soci::session&, Announcements& announcements) {
    announcements.add({.topic = "test", .subject = "lost"});
    throw std::runtime_error("no");
  }),
               std::runtime_error);
  EXPECT_THAT(kept(), ElementsAre());
}

TEST_F(Outbox, TellsSubscribersBeforeTheChangeReturns) {
  std::string told;
  database_.subscribe([&](auto announcements) { told += announcements.front().subject; });
  announce("a");
  EXPECT_EQ(told, "a");
}

TEST_F(Outbox, DeletesOldAnnouncements) {
  const OutboxReader reader(database_, collector_.listener(),
                            {.kept = std::chrono::seconds(0), .step = std::chrono::seconds(0)});
  announce("a");
  collector_.wait_for("a");
  announce("b");
  collector_.wait_for("b");
  announce("c");
  collector_.wait_for("1");  // the identifier of "a", up to which it has deleted
  EXPECT_THAT(kept(), ::testing::Not(::testing::Contains("test a")));
  EXPECT_EQ(collector_.missed(), 0);
}

TEST_F(Outbox, ReportsMissedAnnouncements) {
  {
    const OutboxReader reader(database_, collector_.listener());
    database_.write([](soci::session& session, Announcements& announcements) {
      prune_outbox(session, 100, announcements);
    });
    collector_.wait_for("100");
  }
  EXPECT_EQ(collector_.missed(), 1);
}

}  // namespace
}  // namespace chaos::hub::storage

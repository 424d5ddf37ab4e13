#include "chaosiq/outbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "chaos/error.h"
#include "support/captured_log.h"
#include "support/chaosiq_settings.h"
#include "support/temporary_directory.h"

namespace chaos::chaosiq {
namespace {

using chaos::testing::CapturedLog;
using chaos::testing::chaosiq_settings;
using chaos::testing::TemporaryDirectory;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using Kind = Message::Kind;

const Identifiers kKnown = {
    .experiment = "x1", .execution = "e1", .verification = "v1", .run = "r1"};

class OutboxTest : public ::testing::Test {
 protected:
  OutboxTest() {
    const Json settings = chaosiq_settings("https://c.example", "c.example");
    account_ = read_account(declaration_in(settings), settings);
  }
  void keep_one(const Message& message, const Identifiers& identifiers = kKnown) const {
    keep(journal_, account_, identifiers, {message});
  }
  bool exists() const { return std::filesystem::exists(outbox_path(journal_)); }
  std::string refusal() const {
    try {
      read_outboxes(journal_);
    } catch (const ChaosError& error) {
      EXPECT_EQ(error.diagnostic().hint, "move the file away to continue without it");
      return error.what();
    }
    return "(it was read)";
  }

  CapturedLog log_;
  TemporaryDirectory directory_;
  std::string journal_ = directory_ / "journal.json";
  Account account_;
};

TEST_F(OutboxTest, IsNextToTheJournal) {
  EXPECT_EQ(outbox_path("a/journal.json"), "a/journal.json.unsent");
}

TEST_F(OutboxTest, KeepsEverythingNeededToSendIt) {
  const Json body = {{"z", 1}, {"a", {1.0, nullptr, "é"}}};
  keep(journal_, account_, kKnown,
       {{.kind = Kind::kEvent, .body = body},
        {.kind = Kind::kRunEnd, .body = {}, .about = "was x"}});
  const auto outboxes = read_outboxes(journal_);
  ASSERT_EQ(outboxes.size(), 1U);
  const Outbox& outbox = outboxes.front();
  EXPECT_EQ(outbox.url, "https://c.example");
  EXPECT_EQ(outbox.organization_id, "o1");
  EXPECT_EQ(outbox.team_id, "t1");
  EXPECT_EQ(outbox.identifiers.experiment, "x1");
  EXPECT_EQ(outbox.identifiers.execution, "e1");
  EXPECT_EQ(outbox.identifiers.verification, "v1");
  EXPECT_EQ(outbox.identifiers.run, "r1");
  ASSERT_EQ(outbox.messages.size(), 2U);
  EXPECT_EQ(outbox.messages[0].kind, Kind::kEvent);
  EXPECT_EQ(outbox.messages[0].body.dump(), body.dump());
  EXPECT_EQ(outbox.messages[1].kind, Kind::kRunEnd);
  EXPECT_EQ(outbox.messages[1].about, "was x");
  EXPECT_TRUE(outbox.messages[1].body.is_null());
}

TEST_F(OutboxTest, ReportsWhereItIsAndHowToSendIt) {
  keep_one({.kind = Kind::kEvent, .body = {}});
  EXPECT_THAT(log_.records(),
              ElementsAre("DEBUG A part of this execution could not be published and is kept in '" +
                          journal_ + ".unsent'. Send it with: chaos publish " + journal_));
}

TEST_F(OutboxTest, IsPrivate) {
  const mode_t mask = ::umask(0);
  keep_one({.kind = Kind::kEvent, .body = {}});
  ::umask(mask);
  const auto permissions = std::filesystem::status(outbox_path(journal_)).permissions();
  EXPECT_EQ(static_cast<unsigned>(permissions), 0600U);
}

TEST_F(OutboxTest, KeepsEarlierExecutions) {
  keep_one({.kind = Kind::kEvent, .body = 1});
  account_.url = "https://other.example";
  Identifiers later = kKnown;
  later.execution = "e2";
  keep_one({.kind = Kind::kJournal, .body = 2}, later);
  const auto outboxes = read_outboxes(journal_);
  ASSERT_EQ(outboxes.size(), 2U);
  EXPECT_EQ(outboxes[0].identifiers.execution, "e1");
  EXPECT_EQ(outboxes[0].messages.at(0).body, 1);
  EXPECT_EQ(outboxes[1].identifiers.execution, "e2");
  EXPECT_EQ(outboxes[1].url, "https://other.example");
}

TEST_F(OutboxTest, KeepsNothingOfAnExecutionThatTheServerDoesNotKnow) {
  Identifiers unknown = kKnown;
  unknown.execution.clear();
  keep_one({.kind = Kind::kEvent, .body = {}}, unknown);
  EXPECT_FALSE(exists());
  EXPECT_THAT(log_.records(), ElementsAre("DEBUG This execution could not be published. Send it "
                                          "with: chaos publish " +
                                          journal_));
}

TEST_F(OutboxTest, IsNotCreatedIfEmpty) {
  keep(journal_, account_, kKnown, {});
  keep("", account_, kKnown, {{.kind = Kind::kEvent, .body = {}}});
  EXPECT_FALSE(exists());
  EXPECT_THAT(log_.records(), IsEmpty());
  EXPECT_THAT(read_outboxes(journal_), IsEmpty());
}

TEST_F(OutboxTest, IsNotReadIfDamaged) {
  keep_one({.kind = Kind::kEvent, .body = 1});
  const std::string whole = directory_.read("journal.json.unsent");
  EXPECT_EQ(refusal(), "(it was read)");
  for (std::size_t length = 0; length + 2 < whole.size(); ++length) {
    directory_.write("journal.json.unsent", whole.substr(0, length));
    EXPECT_THAT(refusal(), StartsWith("The unpublished messages in '" + journal_ +
                                      ".unsent' cannot be read: "))
        << length;
  }
}

TEST_F(OutboxTest, IsNotReadIfItContainsSomethingElse) {
  const std::string path = journal_ + ".unsent";
  for (const char* text :
       {"[]", "1", "{}", R"({"format": 1})", R"({"format": 1, "executions": 3})",
        R"({"format": 1, "executions": [7]})", R"({"format": 1, "executions": [{"url": 1}]})"}) {
    directory_.write("journal.json.unsent", text);
    EXPECT_THAT(refusal(),
                StartsWith("The unpublished messages in '" + path + "' cannot be read: "))
        << text;
  }
  directory_.write("journal.json.unsent", R"({"format": 2, "executions": []})");
  EXPECT_EQ(refusal(), "The unpublished messages in '" + path +
                           "' cannot be read: it was written by a newer version");
}

TEST_F(OutboxTest, DoesNotReplaceADamagedFile) {
  directory_.write("journal.json.unsent", "{");
  keep_one({.kind = Kind::kEvent, .body = 1});
  EXPECT_EQ(directory_.read("journal.json.unsent"), "{");
  EXPECT_THAT(log_.records(),
              ElementsAre(StartsWith("ERROR The unpublished part cannot be kept in '" + journal_ +
                                     ".unsent' either: ")));
}

TEST_F(OutboxTest, OnlyWarnsIfItCannotBeWritten) {
  journal_ = directory_ / "no/folder/journal.json";
  keep_one({.kind = Kind::kEvent, .body = 1});
  EXPECT_THAT(log_.records(),
              ElementsAre(StartsWith("ERROR The unpublished part cannot be kept in '")));
}

TEST_F(OutboxTest, IsReplacedByWhatIsLeft) {
  keep(journal_, account_, kKnown,
       {{.kind = Kind::kEvent, .body = 1}, {.kind = Kind::kEvent, .body = 2}});
  keep_one({.kind = Kind::kEvent, .body = 3});
  auto outboxes = read_outboxes(journal_);
  outboxes[0].messages.erase(outboxes[0].messages.begin());
  outboxes[1].messages.clear();
  replace_outboxes(journal_, outboxes);
  const auto left = read_outboxes(journal_);
  ASSERT_EQ(left.size(), 1U);
  ASSERT_EQ(left[0].messages.size(), 1U);
  EXPECT_EQ(left[0].messages[0].body, 2);
}

TEST_F(OutboxTest, IsDeletedIfNothingIsLeft) {
  keep_one({.kind = Kind::kEvent, .body = 1});
  auto outboxes = read_outboxes(journal_);
  outboxes[0].messages.clear();
  replace_outboxes(journal_, outboxes);
  EXPECT_FALSE(exists());
  replace_outboxes(journal_, {});
  EXPECT_FALSE(exists());
}

}  // namespace
}  // namespace chaos::chaosiq

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "experiment/storage/sql_experiment_store.h"
#include "storage/audit.h"
#include "storage/statement.h"
#include "support/temporary_directory.h"

namespace chaos::hub::storage {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class AuditLogTest : public ::testing::Test {
 protected:
  void add(const std::string& subject, const std::string& detail, const std::string& actor = "1") {
    database_.write([&](soci::session& session) {
      record(session, {.actor = actor, .time = Time(std::chrono::seconds(++seconds_))},
             {.action = "team.rename", .subject = subject, .detail = detail, .organization = "o"});
    });
  }
  std::vector<std::string> found(AuditQuery query) {
    query.organization = "o";
    std::vector<std::string> details;
    for (const AuditRecord& record : log_.records(query))
      details.push_back(record.detail);
    return details;
  }

  testing::TemporaryDirectory directory_;
  Database database_{{.url = "sqlite:" + directory_ / "x.sqlite", .schema = "x"},
                     experiment::migrations()};
  StoredAuditLog log_{database_};
  int seconds_ = 0;
};

TEST_F(AuditLogTest, IsSearchedByWordsOfTheSubject) {
  add("0190-aa", "Kölner \"Dom\", on");
  add("0190-ab", "Dome");
  EXPECT_THAT(found({.organization = {}, .subject = "koln DOM"}),
              ElementsAre("Kölner \"Dom\", on"));
  EXPECT_THAT(found({.organization = {}, .subject = "dom"}),
              ElementsAre("Dome", "Kölner \"Dom\", on"));
  EXPECT_THAT(found({.organization = {}, .subject = "0190-ab"}), ElementsAre("Dome"));
  EXPECT_THAT(found({.organization = {}, .subject = "ome"}), IsEmpty());
  EXPECT_THAT(found({.organization = {}, .subject = "%"}), IsEmpty());
  EXPECT_THAT(found({.organization = {}, .subject = "dom", .limit = 1}), ElementsAre("Dome"));
}

TEST_F(AuditLogTest, FindsWhatWasRecordedBeforeWordsWere) {
  add("s", "Payments");
  database_.write([](soci::session& session) {
    session << "UPDATE audit SET has_words = 0";
    session << "DELETE FROM audit_word";
  });
  EXPECT_THAT(found({.organization = {}, .subject = "payments"}), IsEmpty());
  const StoredAuditLog opened_again(database_);
  EXPECT_THAT(found({.organization = {}, .subject = "payments"}), ElementsAre("Payments"));
}

/// With a hundred thousand records, a rare word must not read each one.
TEST_F(AuditLogTest, IsReadFromIndexes) {
  const auto plan = [&](const std::string& condition) {
    return database_.read([&](soci::session& session) {
      std::string all;
      for (const std::string& line : select(
               session,
               "EXPLAIN QUERY PLAN SELECT detail FROM audit WHERE id IN (SELECT id FROM audit WHERE"
               " organization = 'o' AND " +
                   condition + " ORDER BY time DESC, id DESC LIMIT 50) ORDER BY time DESC, id DESC",
               [](Columns& row) {
                 for (int skipped = 0; skipped < 3; ++skipped)
                   row.number();
                 return row.text();
               }))
        all += line + "\n";
      return all;
    });
  };
  EXPECT_THAT(plan("actor = '1' AND SUBSTR(action, 1, 4) = 'team'"),
              HasSubstr("COVERING INDEX audit_by_time"));
  EXPECT_THAT(plan("id IN (SELECT record FROM audit_word WHERE organization = 'o'"
                   " AND word >= 'a' AND word < 'b')"),
              AllOf(HasSubstr("audit_word"), HasSubstr("organization=? AND word>? AND word<?"),
                    Not(HasSubstr("SCAN audit\n"))));
}

}  // namespace
}  // namespace chaos::hub::storage

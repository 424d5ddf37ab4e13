#include "dashboard/model/audit_trail.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "chaos/json.h"
#include "dashboard/api/audit_format.h"
#include "service/refusal.h"

namespace chaos::hub::dashboard {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A log with these records, newest first.
class KnownLog final : public AuditLog {
 public:
  explicit KnownLog(std::vector<AuditRecord> records) : records_(std::move(records)) {}

  std::vector<AuditRecord> records(const AuditQuery& query) override {
    std::vector<AuditRecord> found;
    for (const AuditRecord& record : records_) {
      const bool comes_after = !query.before || record.time < *query.before ||
                               (record.time == *query.before && record.id < query.before_id);
      if (comes_after && found.size() < static_cast<std::size_t>(query.limit))
        found.push_back(record);
    }
    return found;
  }

 private:
  std::vector<AuditRecord> records_;
};

std::shared_ptr<AuditLog> log_of(std::vector<AuditRecord> records) {
  return std::make_shared<KnownLog>(std::move(records));
}

class AdasHub final : public AuthService {
 public:
  bool has_accounts() override { return true; }
  std::optional<std::string> identify(const Credentials&) override { return {}; }
  std::optional<Person> find_person(const std::string&, const std::string&) override { return {}; }
  std::vector<Person> people(const std::vector<std::string>& accounts) override {
    std::vector<Person> people;
    for (const std::string& id : accounts)
      if (id == "1") people.push_back({.id = "1", .name = "ada"});
    return people;
  }
};

AuditRecord made_at(int second, std::int64_t id, const std::string& action) {
  return {.id = id,
          .time = Time(std::chrono::seconds(second)),
          .actor = "1",
          .action = action,
          .organization = "o",
          .subject = "s",
          .detail = {}};
}

class AuditTrailTest : public ::testing::Test {
 protected:
  std::vector<std::string> actions(const std::string& before, int limit) {
    AuditFilter filter{.query = {.organization = "o"}, .before = before};
    filter.query.limit = limit;
    std::vector<std::string> actions;
    for (const AuditEntry& entry : trail.entries(filter)) {
      actions.push_back(entry.record.action);
      last = entry.id;
    }
    return actions;
  }

  AdasHub auth;
  AuditTrail trail{
      {{"one", log_of({made_at(3, 2, "one.c"), made_at(2, 1, "one.b")})},
       {"two", log_of({made_at(4, 9, "two.d"), made_at(2, 8, "two.b"), made_at(2, 7, "two.a")})}},
      auth};
  std::string last;
};

TEST_F(AuditTrailTest, MergesTheLogsOfAllServices) {
  EXPECT_THAT(actions("", 10), ElementsAre("two.d", "one.c", "two.b", "two.a", "one.b"));
}

TEST_F(AuditTrailTest, ContinuesAfterAnyEntryWithoutLosingOrRepeatingOne) {
  for (int limit = 1; limit <= 5; ++limit) {
    std::vector<std::string> all;
    last.clear();
    for (auto page = actions("", limit); !page.empty(); page = actions(last, limit))
      all.insert(all.end(), page.begin(), page.end());
    EXPECT_THAT(all, ElementsAre("two.d", "one.c", "two.b", "two.a", "one.b")) << limit;
  }
}

TEST_F(AuditTrailTest, RejectsInvalidEntries) {
  for (const char* before : {"x", "_", "__", "2026-01-31T12:00:00Z_one_x", "2026-13-31T12_one_1"})
    EXPECT_THROW(actions(before, 1), Refusal) << before;
  EXPECT_THAT(actions("1970-01-01T00:00:00Z_one_1", 1), IsEmpty());
}

TEST_F(AuditTrailTest, NamesTheActor) {
  AuditFilter filter{.query = {.organization = "o"}};
  EXPECT_EQ(trail.entries(filter).front().actor_name, "ada");
}

TEST(AuditTrailOfAgents, NamesTheAgentAndItsCreator) {
  AdasHub auth;
  AuditRecord by_agent = made_at(1, 1, "safeguard.change");
  by_agent.agent = "CI";
  AuditRecord orphaned = made_at(0, 0, "safeguard.change");
  orphaned.actor = "2";
  orphaned.agent = "old";
  const AuditTrail trail({{"one", log_of({by_agent, orphaned})}}, auth);
  const auto entries = trail.entries({.query = {.organization = "o"}});
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].actor_name, "agent CI (created by ada)");
  EXPECT_EQ(entries[1].actor_name, "agent old (created by a deleted account)");
  EXPECT_THAT(to_csv(entries[0]), HasSubstr("\"agent CI (created by ada)\""));
}

AuditEntry entry_about(const std::string& detail) {
  AuditRecord record = made_at(0, 1, "team.create");
  record.detail = detail;
  return {.id = "x", .actor_name = "ada", .record = record};
}

TEST(AuditFormat, EscapesFormulas) {
  for (const char* formula : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"})
    EXPECT_THAT(to_csv(entry_about(formula)), HasSubstr(fmt::format(",\"'{}\"", formula)));
  EXPECT_EQ(to_csv(entry_about("say \"hi\", twice\nplease")),
            "\"1970-01-01T00:00:00.000000Z\",\"ada\",\"1\",\"team.create\",\"s\","
            "\"say \"\"hi\"\", twice\nplease\"\r\n");
}

TEST(AuditFormat, WritesOneEntryPerLineAsJson) {
  EXPECT_EQ(Json::parse(to_json_line(entry_about("a\nb")))["detail"], "a\nb");
  EXPECT_EQ(to_json_line(entry_about("a\nb")).find('\n'),
            to_json_line(entry_about("a\nb")).size() - 1);
}

}  // namespace
}  // namespace chaos::hub::dashboard

#include "experiment/model/safeguard/safeguard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "experiment/model/safeguard/local_time.h"
#include "service/refusal.h"

namespace chaos::hub::experiment {
namespace {

using ::testing::HasSubstr;
using ::testing::Optional;

/// Fixed facts.
class SomeFacts final : public Facts {
 public:
  std::vector<Execution> running(const TeamRef&, Time) override { return running_; }
  int failures(const TeamRef&, const std::string&, Time since) override {
    asked_since_ = since;
    return failures_;
  }
  std::optional<Approval> approval(const std::string&) override { return approval_; }

  std::vector<Execution> running_;
  int failures_ = 0;
  std::optional<Approval> approval_;
  Time asked_since_;
};

Time at(const char* text) {
  return time_from(text).value();
}

class SafeguardKinds : public ::testing::Test {
 protected:
  std::optional<std::string> refuses(const char* kind, const Json& settings,
                                     const char* now = "2027-01-15T08:00:00Z") {
    const Safeguard safeguard{.kind = kind, .settings = settings};
    check_settings(*safeguard_kind(kind), settings);
    return safeguard_kind(kind)->refuses(
        {.safeguard = safeguard, .execution = execution_, .now = at(now), .facts = facts_});
  }
  void expect_refused_settings(const char* kind, const Json& settings) {
    EXPECT_THROW(check_settings(*safeguard_kind(kind), settings), Refusal) << settings;
  }

  Execution execution_{.id = "2", .experiment = "x1", .title = "x", .tags = {"db"}};
  SomeFacts facts_;
};

TEST_F(SafeguardKinds, UseWeekdaysInTheirZone) {
  const Json window = {
      {"days", {"friday"}}, {"from", "09:00"}, {"until", "17:00"}, {"zone", "Europe/Berlin"}};
  // 2027-01-15 is a Friday; Berlin is one hour ahead of UTC in winter, two in summer.
  EXPECT_THAT(refuses("time-window", window, "2027-01-15T07:59:59Z"),
              Optional(HasSubstr("it is 2027-01-15T08:59 (Europe/Berlin)")));
  EXPECT_FALSE(refuses("time-window", window, "2027-01-15T08:00:00Z"));
  EXPECT_FALSE(refuses("time-window", window, "2027-01-15T15:59:59Z"));
  EXPECT_TRUE(refuses("time-window", window, "2027-01-15T16:00:00Z"));
  EXPECT_TRUE(refuses("time-window", window, "2027-01-16T10:00:00Z"));
  EXPECT_FALSE(refuses("time-window", window, "2027-07-16T07:00:00Z"));
}

TEST_F(SafeguardKinds, FreezeBetweenTwoDates) {
  const Json freeze = {
      {"from", "2026-12-24T18:00"}, {"until", "2027-01-02"}, {"zone", "America/New_York"}};
  EXPECT_FALSE(refuses("freeze", freeze, "2026-12-24T22:59:59Z"));
  EXPECT_TRUE(refuses("freeze", freeze, "2026-12-24T23:00:00Z"));
  EXPECT_TRUE(refuses("freeze", freeze, "2027-01-02T04:59:59Z"));
  EXPECT_FALSE(refuses("freeze", freeze, "2027-01-02T05:00:00Z"));
}

TEST_F(SafeguardKinds, StopTheLaterOfTwoRuns) {
  facts_.running_ = {{.id = "1",
                      .title = "first",
                      .tags = {"web"},
                      .author_name = "bob",
                      .last_seen = at("2027-01-15T07:59:00Z")},
                     execution_};
  EXPECT_THAT(refuses("single-execution", Json::object()),
              Optional(std::string("'first' is being run by bob")));
  EXPECT_FALSE(refuses("single-execution", {{"tag", "db"}}));
  facts_.running_[0].tags = {"db"};
  EXPECT_TRUE(refuses("single-execution", {{"tag", "db"}}));
  EXPECT_FALSE(refuses("single-execution", {{"tag", "other"}}));
  facts_.running_[0].last_seen = at("2027-01-15T07:30:00Z");
  EXPECT_THAT(refuses("single-execution", Json::object()),
              Optional(HasSubstr("no news for a while: close it on the hub")));
  facts_.running_[0].id = "3";
  EXPECT_FALSE(refuses("single-execution", Json::object()));
}

TEST_F(SafeguardKinds, CountFailures) {
  const Json budget = {{"failures", 2}, {"hours", 24}};
  facts_.failures_ = 2;
  EXPECT_FALSE(refuses("failure-budget", budget));
  EXPECT_EQ(facts_.asked_since_, at("2027-01-14T08:00:00Z"));
  facts_.failures_ = 3;
  EXPECT_TRUE(refuses("failure-budget", budget));
}

TEST_F(SafeguardKinds, CheckTagsAndApprovals) {
  EXPECT_TRUE(refuses("forbidden-tags", {{"tags", {"db"}}}));
  EXPECT_FALSE(refuses("forbidden-tags", {{"tags", {"web"}}}));
  EXPECT_TRUE(refuses("approval", Json::object()));
  facts_.approval_ = {.by = "ada", .by_author = true};
  EXPECT_FALSE(refuses("approval", Json::object()));
  EXPECT_TRUE(refuses("approval", {{"author_cannot_approve", true}}));
  facts_.approval_->by_author = false;
  EXPECT_FALSE(refuses("approval", {{"author_cannot_approve", true}}));
  EXPECT_TRUE(refuses("halt", Json::object()));
}

TEST_F(SafeguardKinds, RejectInvalidSettings) {
  const Json window = {{"days", {"monday"}}, {"from", "09:00"}, {"until", "17:00"}};
  for (const auto& [key, value] :
       std::initializer_list<std::pair<const char*, Json>>{{"days", Json::array()},
                                                           {"days", {"someday"}},
                                                           {"from", "9:00"},
                                                           {"from", "09:60"},
                                                           {"until", "24:01"},
                                                           {"until", "08:00"},
                                                           {"zone", "Nowhere/City"},
                                                           {"zone", "../../etc/passwd"},
                                                           {"more", 1}}) {
    Json wrong = window;
    wrong[key] = value;
    expect_refused_settings("time-window", wrong);
  }
  expect_refused_settings("time-window", Json::array());
  expect_refused_settings("freeze", {{"from", "2027-01-02"}, {"until", "2027-01-02"}});
  expect_refused_settings("freeze", {{"from", "2027-02-30"}, {"until", "2027-03-02"}});
  expect_refused_settings("failure-budget", {{"failures", 1.5}, {"hours", 1}});
  expect_refused_settings("forbidden-tags", {{"tags", {1}}});
  expect_refused_settings("halt", {{"reason", 1}});
  expect_refused_settings("approval", {{"by", "ada"}});
}

TEST(LocalTime, UsesTheZone) {
  const LocalTime time =
      local_time(at("2027-03-28T01:30:00Z"), "Europe/Berlin");  // clocks go forward
  EXPECT_EQ(time.text, "2027-03-28T03:30");
  EXPECT_EQ(time.weekday, 6);
  EXPECT_EQ(time.minute, 210);
}

}  // namespace
}  // namespace chaos::hub::experiment

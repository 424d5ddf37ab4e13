#include "halt_notices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/unreachable.h"

namespace chaos::hub {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

/// The caller is in two teams.
class TwoTeams final : public DashboardService {
 public:
  void welcome(const std::string&) override {}
  Membership membership_of(const std::string&, const std::string&, const std::string&) override {
    return {};
  }
  std::vector<TeamMembership> teams_of(const std::string&) override {
    ++asked;
    if (is_down) throw Unreachable("down");
    return {{.organization = "acme", .team = "quiet", .team_name = "Quiet", .role = Role::kViewer},
            {.organization = "acme", .team = "mine", .team_name = "Mine", .role = Role::kOwner}};
  }
  void note(const std::string&, const Activity&) override {}

  bool is_down = false;
  int asked = 0;
};

Halt halt_of(const std::string& team) {
  return {.organization = "acme", .team = team, .reason = "incident 42", .by = "ada", .since = {}};
}

class Halts final : public ExperimentService {
 public:
  TeamNumbers numbers_of(const std::string&, const std::string&) override { return {}; }
  std::shared_ptr<const HaltsByTeam> halts_in_force() override {
    if (is_down) throw Unreachable("down");
    return std::make_shared<const HaltsByTeam>(all);
  }

  bool is_down = false;
  HaltsByTeam all = {{"mine", halt_of("mine")}, {"other", halt_of("other")}};
};

class HaltNotices : public ::testing::Test {
 protected:
  std::vector<HaltNotice> notices() { return halt_notices(halts_, dashboard_, caller_, request_); }

  Halts halts_;
  TwoTeams dashboard_;
  http::Caller caller_;
  http::Request request_;
};

TEST_F(HaltNotices, AreForTheTeamsOfTheCaller) {
  const auto all = notices();
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].team_name, "Mine");
  EXPECT_EQ(all[0].halt.reason, "incident 42");
  EXPECT_TRUE(all[0].may_resume);
}

TEST_F(HaltNotices, AreShownHoweverManyOtherTeamsAreHalted) {
  for (int i = 0; i < 1000; ++i)
    halts_.all.emplace(std::to_string(i), halt_of(std::to_string(i)));
  ASSERT_THAT(notices(), SizeIs(1));
  EXPECT_EQ(notices()[0].team_name, "Mine");
  EXPECT_EQ(dashboard_.asked, 2);
}

TEST_F(HaltNotices, NeedNoCallsIfNothingIsHalted) {
  dashboard_.is_down = true;
  halts_.all.clear();
  EXPECT_THAT(notices(), IsEmpty());
  halts_.all.emplace("other", halt_of("other"));
  request_.parameters["team"] = "mine";
  EXPECT_THAT(notices(), IsEmpty());
  EXPECT_EQ(dashboard_.asked, 0);
}

TEST_F(HaltNotices, OnATeamsPageNeedNoFurtherCalls) {
  dashboard_.is_down = true;
  request_.parameters["team"] = "mine";
  caller_.team_role = Role::kMember;
  caller_.team_name = "Mine";
  const auto all = notices();
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].team_name, "Mine");
  EXPECT_FALSE(all[0].may_resume);
  EXPECT_EQ(dashboard_.asked, 0);
}

TEST_F(HaltNotices, SayLessIfTheDashboardServiceDoesNotRespond) {
  dashboard_.is_down = true;
  const auto all = notices();
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].certainty, HaltNotice::Certainty::kSomeHalted);
  EXPECT_THAT(all[0].halt.reason, IsEmpty());
  EXPECT_FALSE(all[0].may_resume);
  EXPECT_EQ(dashboard_.asked, 1);
}

TEST_F(HaltNotices, SayThatNothingIsKnownIfTheExperimentServiceDoesNotRespond) {
  halts_.is_down = true;
  const auto all = notices();
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].certainty, HaltNotice::Certainty::kUnknown);
  EXPECT_EQ(dashboard_.asked, 0);
}

}  // namespace
}  // namespace chaos::hub

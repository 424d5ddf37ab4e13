#include "experiment/halt_notices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/unreachable.h"

namespace chaos::hub::experiment {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

/// The caller owns one team.
class OneTeam final : public DashboardService {
 public:
  void welcome(const std::string&) override {}
  Membership membership_of(const std::string&, const std::string&,
                           const std::string& team) override {
    ++asked;
    if (is_down) throw Unreachable("down");
    if (team != "mine") return {};
    return {.organization_role = Role::kMember,
            .team_role = Role::kOwner,
            .organization_name = "Acme",
            .team_name = "Mine"};
  }
  void note(const std::string&, const Activity&) override {}

  bool is_down = false;
  int asked = 0;
};

Safeguard halt_of(const std::string& team) {
  return {.id = "halt of " + team,
          .team_ref = {.organization = "acme", .team = team},
          .kind = "halt",
          .settings = {{"reason", "incident 42"}},
          .changed_by = "ada"};
}

class HaltNotices : public ::testing::Test {
 protected:
  std::vector<HaltNotice> notices() {
    return halt_notices({halt_of("other"), halt_of("mine")}, dashboard_, caller_, request_);
  }

  OneTeam dashboard_;
  http::Caller caller_;
  http::Request request_;
};

TEST_F(HaltNotices, AreForTheTeamsOfTheCaller) {
  const auto all = notices();
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].team_name, "Mine");
  EXPECT_EQ(all[0].reason, "incident 42");
  EXPECT_TRUE(all[0].may_resume);
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
  EXPECT_THAT(all[0].team, IsEmpty());
  EXPECT_THAT(all[0].reason, IsEmpty());
  EXPECT_FALSE(all[0].may_resume);
  EXPECT_EQ(dashboard_.asked, 1);
}

}  // namespace
}  // namespace chaos::hub::experiment

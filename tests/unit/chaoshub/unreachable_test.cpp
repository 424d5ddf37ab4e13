/// What a service does when another one does not respond.

#include "service/unreachable.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auth/auth.h"
#include "experiment/model/activity_feed.h"
#include "support/captured_log.h"
#include "support/temporary_directory.h"

namespace chaos::hub {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Responds when told to.
class MovableDashboard final : public DashboardService {
 public:
  void welcome(const std::string&) override {
    answer();
    ++welcomed;
  }
  Membership membership_of(const std::string&, const std::string&, const std::string&) override {
    answer();
    return {};
  }
  std::vector<TeamMembership> teams_of(const std::string&) override {
    answer();
    return {};
  }
  void note(const std::string&, const Activity& activity) override {
    answer();
    told.push_back(activity.text);
  }

  bool there = false;
  int welcomed = 0;
  std::vector<std::string> told;

 private:
  void answer() const {
    if (!there) throw Unreachable("no answer");
  }
};

class UnreachableDashboard : public ::testing::Test {
 protected:
  testing::TemporaryDirectory directory_;
  testing::CapturedLog log_;
  MovableDashboard dashboard_;
};

TEST_F(UnreachableDashboard, WelcomesAnAccountAtItsNextSignIn) {
  const PrincipalSigner signer(std::string(32, 'k'));
  auth::Auth auth({.url = "sqlite:" + (directory_ / "auth.sqlite"), .schema = "auth"}, signer,
                  dashboard_, {}, std::string(32, 'k'), Clock(std::chrono::system_clock::now));
  auth::Accounts& accounts = auth.accounts();
  const auth::Account ada = accounts.create({.name = "ada", .password = "correct horse"}, "");
  EXPECT_THAT(log_.records(), Contains(AllOf(HasSubstr("WARNING"), HasSubstr("ada"))));
  accounts.open_session(ada);  // they are signed in anyway
  EXPECT_EQ(dashboard_.welcomed, 0);
  dashboard_.there = true;
  accounts.sign_in("ada", "correct horse", "192.0.2.1");
  EXPECT_EQ(dashboard_.welcomed, 1);
}

TEST_F(UnreachableDashboard, DoesNotFailWhatCannotBeAddedToTheFeed) {
  experiment::ActivityFeed activity_feed(dashboard_);
  const experiment::Author ada{.principal = {.name = "ada"}, .signed_principal = {}};
  activity_feed.post(
      ada, {},
      {.kind = "experiment-published", .subject = "1", .text = "published the experiment 'x'"});
  EXPECT_THAT(log_.records(),
              Contains(AllOf(HasSubstr("WARNING"), HasSubstr("published the experiment 'x'"))));
  dashboard_.there = true;
  activity_feed.post(ada, {}, {.kind = "experiment-changed", .subject = "1", .text = "changed it"});
  EXPECT_THAT(dashboard_.told, ElementsAre("changed it"));
}

}  // namespace
}  // namespace chaos::hub

#include "dashboard/model/directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <latch>
#include <stdexcept>

#include "dashboard/storage/sql_directory_store.h"
#include "service/refusal.h"
#include "support/temporary_directory.h"

namespace chaos::hub::dashboard {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class DirectoryTest : public ::testing::Test {
 protected:
  Principal person(const std::string& name) {
    return {.account = "account of " + name,
            .name = name,
            .scopes = {Scope::kRead, Scope::kWrite, Scope::kAdmin}};
  }

  testing::TemporaryDirectory directory_;
  storage::Database database_{
      {.url = "sqlite:" + directory_ / "dashboard", .schema = "dashboard", .connections = 2},
      migrations()};
  SqlDirectoryStore store_{database_};
  const PrincipalSigner signer_{std::string(32, 'k')};
  Directory all_{store_, signer_, std::chrono::system_clock::now};
};

TEST_F(DirectoryTest, CreatesOneOrganizationForTwoSignInsAtOnce) {
  for (int round = 0; round < 30; ++round) {
    const Principal ada = person("ada" + std::to_string(round));
    std::latch start(2);
    const auto welcome = [&] {
      start.arrive_and_wait();
      all_.welcome(signer_.sign(ada));
    };
    auto other = std::async(std::launch::async, welcome);
    welcome();
    other.get();
    const auto organizations = all_.organizations_of(ada);
    ASSERT_THAT(organizations, SizeIs(1)) << "in round " << round;
    ASSERT_THAT(all_.teams_of(ada, organizations[0].id), SizeIs(1)) << "in round " << round;
  }
}

TEST_F(DirectoryTest, ReportsADeletedTeamUntilTheOthersHaveHeard) {
  const Principal ada = person("ada");
  const Organization acme = all_.create_organization(ada, "Acme");
  std::vector<std::string> told;
  bool reachable = false;
  all_.on_team_removed([&](const Team& team) {
    if (!reachable) throw std::runtime_error("it does not answer");
    told.push_back(team.id);
  });
  const Team first = all_.create_team(ada, acme.id, "First");
  const Team second = all_.create_team(ada, acme.id, "Second");
  all_.remove_team(ada, acme.id, first.id, {});
  EXPECT_THAT(told, IsEmpty());
  reachable = true;
  all_.remove_organization(ada, acme.id, {});
  EXPECT_THAT(told, ::testing::UnorderedElementsAre(first.id, second.id));
  EXPECT_THAT(store_.removed_teams(), IsEmpty());
}

TEST_F(DirectoryTest, ListsTheTeamsOfSomeoneAtOnceAfterAChange) {
  const Principal ada = person("ada");
  const Principal bob = person("bob");
  const auto names = [&](const Principal& who) {
    std::vector<std::string> all;
    for (const TeamMembership& team : all_.teams_of(signer_.sign(who)))
      all.push_back(team.team_name + " " + std::string(to_text(team.role)));
    return all;
  };
  EXPECT_THAT(names(ada), IsEmpty());
  all_.welcome(signer_.sign(ada));
  EXPECT_THAT(names(ada), ElementsAre("Main owner"));
  const Organization acme = all_.create_organization(ada, "Acme");
  const Team team = all_.create_team(ada, acme.id, "Payments");
  EXPECT_THAT(names(ada), ElementsAre("Main owner", "Payments owner"));
  EXPECT_THAT(names(bob), IsEmpty());
  all_.set_member(ada, acme.id, {.id = bob.account, .name = "bob"}, Role::kMember);
  EXPECT_THAT(names(bob), IsEmpty());
  all_.set_team_member(ada, team, bob.account, Role::kViewer);
  EXPECT_THAT(names(bob), ElementsAre("Payments viewer"));
  all_.set_member(ada, acme.id, {.id = bob.account, .name = "bob"}, Role::kOwner);
  EXPECT_THAT(names(bob), ElementsAre("Payments owner"));
  const std::uint64_t before = database_.transactions();
  EXPECT_THAT(names(bob), ElementsAre("Payments owner"));
  EXPECT_EQ(database_.transactions(), before);
  const Principal agent{.kind = PrincipalKind::kAgent,
                        .account = ada.account,
                        .name = "ada",
                        .organization = acme.id,
                        .team = team.id};
  EXPECT_THAT(names(agent), ElementsAre("Payments owner"));
  all_.remove_organization(ada, acme.id, {});
  EXPECT_THAT(names(bob), IsEmpty());
}

TEST_F(DirectoryTest, AddsOnlyMembersOfTheOrganizationToATeam) {
  const Principal ada = person("ada");
  const Organization acme = all_.create_organization(ada, "Acme");
  const Team team = all_.create_team(ada, acme.id, "Payments");
  EXPECT_THROW(all_.set_team_member(ada, team, "account of bob", Role::kMember), Refusal);
  EXPECT_THAT(all_.team_members(team.id), SizeIs(1));
}

}  // namespace
}  // namespace chaos::hub::dashboard

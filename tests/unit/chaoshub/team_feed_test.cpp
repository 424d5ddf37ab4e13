/// The activity feed in an organization where other teams are busy.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "dashboard/api/routes.h"
#include "dashboard/model/directory.h"
#include "dashboard/pages/routes.h"
#include "dashboard/storage/sql_directory_store.h"
#include "service/experiment_service.h"
#include "storage/statement.h"
#include "support/temporary_directory.h"

namespace chaos::hub::dashboard {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class NoNumbers final : public ExperimentService {
 public:
  TeamNumbers numbers_of(const std::string&, const std::string&) override { return {}; }
  std::shared_ptr<const HaltsByTeam> halts_in_force() override { return {}; }
};

class NoAccounts final : public AuthService {
 public:
  bool has_accounts() override { return true; }
  std::optional<std::string> identify(const Credentials&) override { return {}; }
  std::optional<Person> find_person(const std::string&, const std::string&) override { return {}; }
  std::vector<Person> people(const std::vector<std::string>&) override { return {}; }
};

class TeamFeed : public ::testing::Test {
 protected:
  static constexpr int kBusy = 100'000;
  static constexpr std::uint64_t kHandful = 8;

  TeamFeed() {
    add_home_pages(router_, directory_, experiments_, auth_);
    add_organization_routes(router_, directory_, auth_);
    for (const Principal& member : {bob_, carol_})
      directory_.set_member(ada_, acme_.id, {.id = member.account, .name = member.name},
                            Role::kMember);
    directory_.set_team_member(ada_, quiet_, carol_.account, Role::kViewer);
    directory_.remove_team_member(ada_, quiet_, ada_.account);
    note(quiet_.id, "quiet news");
    note("", "news for everyone");
    make_busy();
  }

  static Principal person(const std::string& name) {
    return {.account = "account of " + name,
            .name = name,
            .scopes = {Scope::kRead, Scope::kWrite, Scope::kAdmin}};
  }
  void note(const std::string& team, const std::string& text) {
    directory_.note(signer_.sign(ada_), {.organization = acme_.id,
                                         .team = team,
                                         .kind = "experiment-published",
                                         .subject = "e",
                                         .text = text});
  }
  /// All later than the other entries.
  void make_busy() {
    database_.write([&](soci::session& session) {
      storage::execute(session,
                       "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers"
                       " WHERE n < :count) INSERT INTO feed (id, organization, team, time, actor,"
                       " actor_name, kind, subject, text, outcome) SELECT printf('z%06d', n),"
                       " :organization, :team, '2026-11-30T12:00:00.000000Z', 'a', 'ada',"
                       " 'execution-ended', 'x', 'busy ' || n, '' FROM numbers",
                       kBusy, acme_.id, busy_.id);
    });
  }
  /// What the person gets from the path, which must take a handful of transactions.
  std::string get(const Principal& who, const std::string& path) {
    http::Request request{
        .method = "GET", .path = path, .query = {}, .headers = {}, .body = {}, .peer = {}};
    const http::Route& route = router_.find(request);
    const std::uint64_t before = database_.transactions();
    const http::Response response =
        route.handler(request, {.principal = who, .signed_principal = signer_.sign(who)});
    EXPECT_LE(database_.transactions() - before, kHandful) << path;
    return response.body;
  }
  std::string activities(const Principal& who) {
    return get(who, "/api/v1/organizations/" + acme_.id + "/activities");
  }
  std::vector<std::string> texts(const Principal& who, const std::string& before, int limit) {
    std::vector<std::string> texts;
    for (const FeedEntry& entry : directory_.feed(who, acme_.id, before, limit)) {
      texts.push_back(entry.text);
      last_ = entry.id;
    }
    return texts;
  }

  const Principal ada_ = person("ada");      // owns the organization
  const Principal bob_ = person("bob");      // is in no team
  const Principal carol_ = person("carol");  // is in the quiet team
  testing::TemporaryDirectory directory_of_files_;
  storage::Database database_{
      {.url = "sqlite:" + directory_of_files_ / "dashboard", .schema = "dashboard"}, migrations()};
  SqlDirectoryStore store_{database_};
  const PrincipalSigner signer_{std::string(32, 'k')};
  Directory directory_{store_, signer_, std::chrono::system_clock::now};
  NoNumbers experiments_;
  NoAccounts auth_;
  http::Router router_;
  const Organization acme_ = directory_.create_organization(ada_, "Acme");
  const Team busy_ = directory_.create_team(ada_, acme_.id, "Busy");
  const Team quiet_ = directory_.create_team(ada_, acme_.id, "Quiet");
  std::string last_;
};

TEST_F(TeamFeed, IsReadAtOnceBesideBusyTeams) {
  for (const std::string& body : {get(bob_, "/"), activities(bob_)})
    EXPECT_THAT(body, AllOf(HasSubstr("news for everyone"), Not(HasSubstr("quiet news")),
                            Not(HasSubstr("busy "))));
  for (const std::string& body : {get(carol_, "/"), activities(carol_)})
    EXPECT_THAT(body, AllOf(HasSubstr("news for everyone"), HasSubstr("quiet news"),
                            Not(HasSubstr("busy "))));
  EXPECT_THAT(get(ada_, "/"), HasSubstr("busy 100000"));
}

TEST_F(TeamFeed, IsPagedAcrossTeams) {
  EXPECT_THAT(texts(ada_, "", 2), ElementsAre("busy 100000", "busy 99999"));
  EXPECT_THAT(texts(ada_, last_, 1), ElementsAre("busy 99998"));
  EXPECT_THAT(texts(ada_, "z000002", 3), ElementsAre("busy 1", "news for everyone", "quiet news"));
  EXPECT_THAT(texts(carol_, "", 1), ElementsAre("news for everyone"));
  EXPECT_THAT(texts(carol_, last_, 1), ElementsAre("quiet news"));
  EXPECT_THAT(texts(carol_, last_, 9), ElementsAre("removed ada from the team 'Quiet'",
                                                   "made carol a viewer of the team 'Quiet'",
                                                   "made carol a member of the organization",
                                                   "made bob a member of the organization"));
  EXPECT_THAT(texts(carol_, last_, 5), IsEmpty());
}

/// More than one statement can combine.
TEST_F(TeamFeed, IsCompleteWithHundredsOfTeams) {
  constexpr int kTeams = 250;
  for (int i = 0; i < kTeams; ++i)
    note(directory_.create_team(ada_, acme_.id, "Team " + std::to_string(i)).id,
         "news " + std::to_string(i));
  const std::string latest = "a";  // before the busy team's entries
  EXPECT_THAT(texts(ada_, latest, 2), ElementsAre("news 249", "news 248"));
  const auto all = texts(ada_, latest, 1000);
  EXPECT_EQ(std::ranges::count_if(all, [](const auto& text) { return text.starts_with("news "); }),
            kTeams + 1);  // and the news for everyone
}

TEST_F(TeamFeed, IsDeletedWithTheTeam) {
  directory_.remove_team(ada_, acme_.id, busy_.id, {});
  const auto left = database_.read([&](soci::session& session) {
    return storage::select(
        session, "SELECT id FROM feed WHERE team = :team",
        [](storage::Columns& row) { return row.text(); }, busy_.id);
  });
  EXPECT_THAT(left, IsEmpty());
}

}  // namespace
}  // namespace chaos::hub::dashboard

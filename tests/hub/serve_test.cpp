#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/team_of_ada.h"
#include "storage/database.h"

namespace chaos::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(HubServe, ReportsItsHealth) {
  HubProcess hub;
  EXPECT_EQ(hub.call({.path = "/health/live"}).status, 200);
  EXPECT_EQ(hub.call({.path = "/health/ready"}).status, 200);
  EXPECT_THAT(hub.call({.path = "/metrics"}).body, HasSubstr("chaoshub_requests_total"));
  EXPECT_EQ(hub.stop().exit_code, 0);
}

TEST(HubServe, SaysItsVersion) {
  ChaosCommand chaoshub(CHAOSHUB_BINARY);
  const Outcome outcome = chaoshub.run({"--version"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, ::testing::StartsWith("chaoshub, version "));
  const std::string version = outcome.out.substr(18, outcome.out.find('\n') - 18);
  TeamOfAda ada;
  const HubRequest home{.path = "/", .headers = {{"Accept", "text/html"}}};
  EXPECT_THAT(ada.hub.call(home).body, Not(HasSubstr(version)));
  HubRequest hers = home;
  hers.token = ada.token;
  EXPECT_THAT(ada.hub.call(hers).body, HasSubstr("chaoshub " + version));
}

TEST(HubServe, SaysHowToStartWhileItHasNoAccounts) {
  HubProcess hub;
  const HubRequest home{.path = "/", .headers = {{"Accept", "text/html"}}};
  EXPECT_THAT(hub.call(home).body, HasSubstr("open the link in its log"));
  hub.add_user("ada");
  EXPECT_THAT(hub.call(home).body, Not(HasSubstr("open the link in its log")));
}

TEST(HubServe, KeepsSecretsOutOfItsFilesAndLogs) {
  HubProcess hub({"--verbose"});
  const std::string token = hub.add_user("ada");
  hub.call({.path = "/api/v1/account", .token = token});
  const Outcome outcome = hub.stop();
  EXPECT_THAT(outcome.err, Not(HasSubstr(token)));
  for (const char* file : {"data/auth.sqlite", "data/auth.sqlite-wal"}) {
    EXPECT_THAT(hub.command().text(file), Not(HasSubstr(token)));
    EXPECT_THAT(hub.command().text(file), Not(HasSubstr("the password of ada")));
  }
}

TEST(HubServe, LimitsTheSizeOfBodies) {
  TeamOfAda ada({"--body-limit", "1"});
  const auto publish = [&ada](std::size_t size) {
    Json experiment = experiment_titled("x");
    experiment["description"] = std::string(size, 'x');
    return ada.hub
        .call({.method = "POST",
               .path = ada.path("/experiments"),
               .token = ada.token,
               .body = {{"experiment", experiment}}})
        .status;
  };
  EXPECT_EQ(publish(900 << 10), 201);
  EXPECT_EQ(publish(1100 << 10), 413);
  EXPECT_THAT(ada.hub.stop().err, HasSubstr("the body must not exceed 1048576 bytes"));
}

TEST(HubServe, ChecksItsConfiguration) {
  ChaosCommand chaoshub(CHAOSHUB_BINARY);
  EXPECT_EQ(chaoshub.run({"serve", "--check-config"}).exit_code, 0);
  const auto refusal = [&chaoshub](std::vector<std::string> flags) {
    flags.insert(flags.begin(), {"serve", "--check-config"});
    const Outcome outcome = chaoshub.run(flags);
    EXPECT_EQ(outcome.exit_code, 1);
    return outcome.err;
  };
  EXPECT_THAT(refusal({"--listen", "here"}), HasSubstr("use ADDRESS:PORT"));
  EXPECT_THAT(refusal({"--tls-key", "k"}), HasSubstr("must be used together"));
  EXPECT_THAT(refusal({"--database", "mysql://x"}), HasSubstr("postgresql://"));
  EXPECT_THAT(refusal({"--only", "auth"}), HasSubstr("CHAOSHUB_SECRET"));
  EXPECT_EQ(chaoshub.run({"serve", "--handlers", "0"}).exit_code, 2);
  chaoshub.file("hub.env", "CHAOSHUB_LISTEN=nowhere\n");
  EXPECT_THAT(refusal({"--env-file", "hub.env"}), HasSubstr("'nowhere'"));
  EXPECT_EQ(chaoshub.env("CHAOSHUB_LISTEN", "127.0.0.1:1")
                .run({"--env-file", "hub.env", "serve", "--check-config"})
                .exit_code,
            0);
}

TEST(HubServe, RequiresTheUrlsOfOtherProcesses) {
  ChaosCommand chaoshub(CHAOSHUB_BINARY);
  chaoshub.env("CHAOSHUB_SECRET", HubProcess::secret());
  const auto missing = [&chaoshub](const char* service) {
    const Outcome outcome = chaoshub.run({"serve", "--check-config", "--only", service});
    EXPECT_EQ(outcome.exit_code, 1);
    return outcome.err;
  };
  EXPECT_THAT(missing("auth"), HasSubstr("--dashboard-url is required"));
  chaoshub.env("CHAOSHUB_DASHBOARD_URL", "http://127.0.0.1:9082");
  EXPECT_THAT(missing("experiment"), HasSubstr("--auth-url is required"));
  chaoshub.env("CHAOSHUB_AUTH_URL", "http://127.0.0.1:9081");
  for (const char* service : {"auth", "dashboard"})
    EXPECT_THAT(missing(service), HasSubstr("--experiment-url is required")) << service;
  chaoshub.env("CHAOSHUB_EXPERIMENT_URL", "http://127.0.0.1:9083");
  for (const char* service : {"auth", "dashboard", "experiment"})
    EXPECT_THAT(missing(service), HasSubstr("--internal-listen is required")) << service;
  EXPECT_EQ(chaoshub
                .run({"serve", "--check-config", "--only", "experiment", "--internal-listen",
                      "127.0.0.1:9083"})
                .exit_code,
            0);
}

TEST(HubServe, DoesNotTouchANewerDatabase) {
  HubProcess hub;
  hub.stop();
  // As a future version of the hub would leave it.
  const std::vector<hub::storage::Migration> steps(500, {.name = "later", .sql = "SELECT 1;\n"});
  hub::storage::Database({.url = hub.database_of("auth"), .schema = "auth"}, steps);
  const Outcome outcome = hub.command().run({"serve", "--listen", "127.0.0.1:0"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("use a newer chaoshub"));
}

}  // namespace
}  // namespace chaos::testing

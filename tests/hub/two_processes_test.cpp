#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "hub/team_of_ada.h"
#include "support/event_stream.h"

namespace chaos::testing {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr int kRounds = 10;

/// Has both processes do something at the same time; `work` receives the index of one.
void at_once(const std::function<void(std::size_t)>& work) {
  std::latch start(2);
  const std::jthread second([&] {
    start.arrive_and_wait();
    work(1);
  });
  start.arrive_and_wait();
  work(0);
}

/// Two processes with all services, on one database.
class PostgresqlTwoProcesses : public ::testing::Test {
 protected:
  HubReply post(std::size_t process, const std::string& rest, const Json& body) {
    return ada.hub.call({.method = "POST",
                         .path = ada.path(rest),
                         .token = ada.token,
                         .body = body,
                         .process = process});
  }
  void push(std::size_t process, const std::string& execution, const std::string& name) {
    EXPECT_EQ(
        post(process, execution + "/events", event_of(name, "starting-activity", name)).status,
        201);
  }
  EventStream follow(std::size_t process, const std::string& rest) {
    return {ada.hub.url_of(ada.path(rest), process), ada.token};
  }
  /// How many executions the process has seen end.
  int ended(std::size_t process) {
    const std::string metrics = ada.hub.call({.path = "/metrics", .process = process}).body;
    const std::string name = "\nchaoshub_executions_ended_total{";
    int count = 0;
    for (auto at = metrics.find(name); at != std::string::npos; at = metrics.find(name, at + 1))
      count += std::stoi(metrics.substr(metrics.find("} ", at) + 2));
    return count;
  }
  /// Waits until the process responds as expected. Without a notification, that would take more
  /// than a second.
  void expect_soon(std::size_t process, const HubRequest& request,
                   const std::function<bool(const HubReply&)>& is_right) {
    HubRequest here = request;
    here.process = process;
    const auto start = std::chrono::steady_clock::now();
    while (!is_right(ada.hub.call(here))) {
      if (std::chrono::steady_clock::now() - start < std::chrono::seconds(1)) continue;
      ADD_FAILURE() << "process " << process << " still answers " << request.path << " as before";
      return;
    }
  }
  void expect_status_soon(std::size_t process, const HubRequest& request, int status) {
    expect_soon(process, request,
                [status](const HubReply& reply) { return reply.status == status; });
  }
  std::string sign_in(std::size_t process, const std::string& password) {
    return ada.hub
        .call({.method = "POST",
               .path = "/sign-in",
               .body = "name=ada&password=" + password,
               .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
               .process = process})
        .body;
  }

  TeamOfAda ada{{}, nullptr, {.postgresql = true, .two_processes = true}};
};

TEST_F(PostgresqlTwoProcesses, ShowEachOthersEvents) {
  const std::string execution = ada.open(ada.publish("x"));
  EventStream zero = follow(0, execution + "/live");
  EventStream one = follow(1, "/live");
  for (int i = 0; i < kRounds; ++i) {
    const std::string name = fmt::format("{}", i);
    push(std::size_t(i) % 2, execution, name);
    EXPECT_EQ(Json::parse(zero.next().data)["name"], name);
    EXPECT_EQ(Json::parse(one.next().data)["name"], name);
  }
}

TEST_F(PostgresqlTwoProcesses, ShowEventsInTheOrderOfTheirIdentifiers) {
  const std::string execution = ada.open(ada.publish("x"));
  std::vector<EventStream> streams;
  for (const std::size_t process : {0, 1}) {
    streams.push_back(follow(process, execution + "/live"));
    streams.push_back(follow(process, "/live"));
  }
  constexpr int kEach = 50;
  at_once([&](std::size_t process) {
    for (int i = 0; i < kEach; ++i)
      push(process, execution, fmt::format("{} of {}", i, process));
  });
  for (EventStream& stream : streams) {
    std::int64_t last = 0;
    for (int i = 0; i < 2 * kEach; ++i) {
      const std::int64_t id = std::stoll(stream.next().id);
      EXPECT_GT(id, last);
      last = id;
    }
  }
}

TEST_F(PostgresqlTwoProcesses, TellRunnersAboutHaltsStoredByTheOther) {
  const std::string execution = ada.open(ada.publish("x"));
  for (const std::size_t process : {0, 1}) {
    EventStream runner = follow(1 - process, execution + "/policies/live");
    EXPECT_EQ(post(process, "/halt", {}).status, 200);
    EXPECT_EQ(runner.next().type, "verdict-change");
    EXPECT_EQ(post(process, "/resume", {}).status, 204);
  }
}

TEST_F(PostgresqlTwoProcesses, CreateOneExperimentForTwoPublications) {
  for (int round = 1; round <= kRounds; ++round) {
    const Json body = {{"experiment", experiment_titled(fmt::format("Round {}", round))}};
    std::vector<HubReply> replies(2);
    at_once([&](std::size_t process) { replies[process] = post(process, "/experiments", body); });
    EXPECT_THAT((std::vector{replies[0].status, replies[1].status}),
                UnorderedElementsAre(201, AnyOf(200, 204)));
    EXPECT_THAT(ada.get("/experiments").json, SizeIs(round));
  }
}

TEST_F(PostgresqlTwoProcesses, CreateOneExecutionForTwoJournalsAndEndItOnce) {
  const std::string experiment = ada.publish("x");
  for (int round = 1; round <= kRounds; ++round) {
    const Json journal = finished_journal(experiment_titled("x"));
    std::vector<HubReply> replies(2);
    at_once([&](std::size_t process) {
      replies[process] =
          post(process, "/experiments/" + experiment + "/executions", {{"journal", journal}});
    });
    EXPECT_THAT((std::vector{replies[0].status, replies[1].status}),
                UnorderedElementsAre(200, 201));
    EXPECT_EQ(replies[0].json["id"], replies[1].json["id"]);
    const std::string running = ada.open(experiment);
    at_once([&](std::size_t process) {
      EXPECT_EQ(ada.hub
                    .call({.method = "PUT",
                           .path = ada.path(running),
                           .token = ada.token,
                           .body = {{"journal", finished_journal(experiment_titled("x"))}},
                           .process = process})
                    .status,
                204);
    });
  }
  EXPECT_EQ(ended(0) + ended(1), 2 * kRounds);
}

TEST_F(PostgresqlTwoProcesses, CountWrongPasswordsTogether) {
  for (std::size_t i = 0; i < 10; ++i)
    EXPECT_THAT(sign_in(i % 2, "wrong-password"), HasSubstr("Wrong name or password"));
  for (const std::size_t process : {0, 1})
    EXPECT_THAT(sign_in(process, "the+password+of+ada"), HasSubstr("Too many failed attempts"));
}

TEST_F(PostgresqlTwoProcesses, RefuseARevokedTokenWithinASecond) {
  for (int round = 0; round < kRounds; ++round) {
    const Json token = ada.hub
                           .call({.method = "POST",
                                  .path = "/api/v1/account/tokens",
                                  .token = ada.token,
                                  .body = {{"name", "laptop"}}})
                           .json;
    const HubRequest use{.path = "/api/v1/account", .token = token["token"]};
    for (int i = 0; i < 4; ++i)
      EXPECT_EQ(ada.hub.call(use).status, 200);  // both cache it
    const std::size_t one = std::size_t(round) % 2;
    EXPECT_EQ(ada.hub
                  .call({.method = "DELETE",
                         .path = "/api/v1/account/tokens/" + token["id"].get<std::string>(),
                         .token = ada.token,
                         .process = one})
                  .status,
              204);
    HubRequest there = use;
    there.process = one;
    EXPECT_EQ(ada.hub.call(there).status, 401);  // immediately, where it was revoked
    expect_status_soon(1 - one, use, 401);
  }
}

TEST_F(PostgresqlTwoProcesses, ObeyAHaltWithinASecond) {
  const std::string execution = ada.open(ada.publish("x"));
  const HubRequest ask{.path = ada.path(execution + "/policies"), .token = ada.token};
  const auto allows = [](bool allowed) {
    return [allowed](const HubReply& reply) { return reply.json["allowed"] == allowed; };
  };
  for (int round = 0; round < kRounds; ++round) {
    for (const std::size_t process : {0, 1})
      expect_soon(process, ask, allows(true));
    const std::size_t one = std::size_t(round) % 2;
    EXPECT_EQ(post(one, "/halt", {}).status, 200);
    HubRequest there = ask;
    there.process = one;
    EXPECT_EQ(ada.hub.call(there).json["allowed"], false);
    expect_soon(1 - one, ask, allows(false));
    EXPECT_EQ(post(1 - one, "/resume", {}).status, 204);
  }
}

TEST_F(PostgresqlTwoProcesses, ObeyAChangedRoleWithinASecond) {
  const std::string bob = ada.hub.add_user("bob");
  const HubRequest look{.path = ada.path("/executions"), .token = bob};
  for (const std::size_t process : {0, 1})
    expect_status_soon(process, look, 404);
  ada.hub.admin({"add-member", "bob", "--organization", "Acme", "--owner", "ada"});
  ada.hub.admin({"add-member", "bob", "--organization", "Acme", "--team", "Payments", "--role",
                 "viewer", "--owner", "ada"});
  for (const std::size_t process : {0, 1})
    expect_status_soon(process, look, 200);
  const Json account = ada.hub.call({.path = "/api/v1/account", .token = bob}).json;
  EXPECT_EQ(ada.hub
                .call({.method = "DELETE",
                       .path = ada.path("/members/" + account["id"].get<std::string>()),
                       .token = ada.token,
                       .process = 0})
                .status,
            204);
  for (const std::size_t process : {0, 1})
    expect_status_soon(process, look, 404);
}

}  // namespace
}  // namespace chaos::testing

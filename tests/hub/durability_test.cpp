#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "hub/team_of_ada.h"

namespace chaos::testing {
namespace {

constexpr int kKills = 20;
constexpr int kWriters = 4;

/// Clients that write as fast as they can, and remember what the hub has confirmed.
class Load {
 public:
  Load(TeamOfAda& ada, std::string execution, std::string executions)
      : ada_(ada), execution_(std::move(execution)), executions_(std::move(executions)) {}

  void write_until_killed(int round) {
    std::atomic<bool> killed = false;
    std::vector<std::jthread> writers;
    for (int writer = 0; writer < kWriters; ++writer)
      writers.emplace_back([&, writer] {
        for (int i = 0; !killed; ++i)
          write_one(fmt::format("{}-{}-{}", round, writer, i), i % 10 == 0);
      });
    std::this_thread::sleep_for(std::chrono::milliseconds(20 + random_() % 200));
    ada_.hub.kill();
    killed = true;
  }

  std::set<std::string> events() const { return events_; }
  std::set<std::string> executions() const { return opened_; }

 private:
  void write_one(const std::string& uid, bool open) try {
    const HubRequest request =
        open ? HubRequest{.method = "POST",
                          .path = ada_.path(executions_),
                          .token = ada_.token,
                          .body = {{"journal", running_journal(experiment_titled("x"))}}}
             : HubRequest{.method = "POST",
                          .path = ada_.path(execution_ + "/events"),
                          .token = ada_.token,
                          .body = event_of(uid, "starting-activity", uid)};
    const HubReply reply = ada_.hub.call(request);
    if (reply.status != 201) return;
    const std::lock_guard lock(mutex_);
    if (open)
      opened_.insert(reply.json["id"].get<std::string>());
    else
      events_.insert(uid);
  } catch (const std::exception&) {
    // No response: it may or may not have been stored.
  }

  TeamOfAda& ada_;
  const std::string execution_;
  const std::string executions_;
  std::minstd_rand random_{42};
  std::mutex mutex_;
  std::set<std::string> events_;  // guarded by mutex_
  std::set<std::string> opened_;  // guarded by mutex_
};

/// The values at `key` of all entries in a list, page by page.
std::set<std::string> everything(TeamOfAda& ada, std::string path, const std::string& key) {
  std::set<std::string> values;
  while (!path.empty()) {
    const HubReply reply = ada.hub.call({.path = path, .token = ada.token});
    EXPECT_EQ(reply.status, 200);
    for (const Json& item : reply.json)
      values.insert(item[key].get<std::string>());
    const auto link = reply.headers.find("link");
    path = link == reply.headers.end() ? "" : link->second.substr(1, link->second.find('>') - 1);
  }
  return values;
}

std::set<std::string> all_events(TeamOfAda& ada, const std::string& execution) {
  std::set<std::string> names;
  for (std::string after = "0";;) {
    const Json page = ada.hub
                          .call({.path = ada.path(execution + "/events?limit=200&after=" + after),
                                 .token = ada.token})
                          .json;
    if (page.empty()) return names;
    for (const Json& event : page)
      names.insert(event["name"].get<std::string>());
    after = page.back()["id"].dump();
  }
}

TEST(HubDurability, KeepsEverythingItHasConfirmedWhenItIsKilled) {
  TeamOfAda ada;
  const std::string experiment = ada.publish("x");
  const std::string execution = ada.open(experiment);
  Load load(ada, execution, "/experiments/" + experiment + "/executions");
  for (int round = 0; round < kKills; ++round) {
    load.write_until_killed(round);
    ada.hub.restart();
  }
  EXPECT_GT(load.events().size(), kKills / 2U);  // most kills interrupted work
  EXPECT_THAT(all_events(ada, execution), ::testing::IsSupersetOf(load.events()));
  EXPECT_THAT(everything(ada, ada.path("/executions?limit=200"), "id"),
              ::testing::IsSupersetOf(load.executions()));
}

}  // namespace
}  // namespace chaos::testing

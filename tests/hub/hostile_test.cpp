/// Clients that try to exhaust the hub's memory, connections or handlers. Others are still served.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <list>
#include <thread>
#include <vector>

#include "hub/team_of_ada.h"
#include "os/descriptor_limit.h"
#include "support/event_stream.h"

namespace chaos::testing {
namespace {

using ::testing::AnyOf;
using ::testing::Each;
using ::testing::HasSubstr;

constexpr std::size_t kMostMemory = 100 << 20;     // bytes
constexpr std::size_t kMostIdleMemory = 40 << 20;  // bytes, of all services in one process
constexpr std::chrono::milliseconds kPatience{200};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMemoryIsTheHubs = false;  // a sanitizer uses most of it
#else
constexpr bool kMemoryIsTheHubs = true;
#endif

class HubWithHostileClients : public ::testing::Test {
 protected:
  explicit HubWithHostileClients(std::vector<std::string> flags = {}) : ada(std::move(flags)) {}

  /// Ada gets a response, and none of the hub's processes has grown beyond the limit.
  void expect_to_be_well() {
    EXPECT_EQ(ada.get("/experiments").status, 200);
    if (kMemoryIsTheHubs) {
      EXPECT_LT(ada.hub.memory(), kMostMemory);
    }
  }

  /// Of some of Ada's requests, so that a single request that this machine delays does not count.
  std::chrono::milliseconds usual_response_time() {
    std::vector<std::chrono::steady_clock::duration> times;
    for (int i = 0; i < 9; ++i) {
      const auto start = std::chrono::steady_clock::now();
      EXPECT_EQ(ada.get("/experiments").status, 200);
      times.push_back(std::chrono::steady_clock::now() - start);
    }
    std::ranges::nth_element(times, times.begin() + 4);
    return std::chrono::duration_cast<std::chrono::milliseconds>(times[4]);
  }

  std::string post_to(const std::string& path, std::size_t size, const std::string& more = "") {
    return fmt::format("POST {} HTTP/1.1\r\nHost: hub\r\n{}Content-Length: {}\r\n\r\n", path, more,
                       size);
  }

  TeamOfAda ada;
};

TEST_F(HubWithHostileClients, HoldsNoUploadsOfVisitors) {
  const std::string path = ada.path("/experiments");
  std::list<PatientConnection> clients;
  const std::string part(512 << 10, 'x');
  for (int i = 0; i < 200; ++i) {
    auto& client = clients.emplace_back(ada.hub.url_of(path));
    client.send(post_to(path, 60 << 20));
    for (int sent = 0; sent < 8 && client.send(part); ++sent) {
    }
  }
  expect_to_be_well();
}

TEST_F(HubWithHostileClients, HoldsLittleOfUnfinishedForms) {
  std::list<PatientConnection> clients;
  for (int i = 0; i < 600; ++i) {
    auto& client = clients.emplace_back(ada.hub.url_of("/sign-in"));
    client.send(post_to("/sign-in", 64 << 10) + std::string(63 << 10, 'x'));
  }
  expect_to_be_well();
  PatientConnection longer(ada.hub.url_of("/sign-in"));
  ASSERT_TRUE(longer.send(post_to("/sign-in", (64 << 10) + 1)));
  EXPECT_THAT(longer.read_bytes(12), HasSubstr("413"));
}

TEST_F(HubWithHostileClients, RefusesWebSocketsFromOtherSites) {
  const std::string form = "name=ada&password=the%20password%20of%20ada";
  const HubReply reply =
      ada.hub.call({.method = "POST",
                    .path = "/sign-in",
                    .body = form,
                    .headers = {{"Content-Type", "application/x-www-form-urlencoded"}}});
  const std::string cookie = reply.headers.at("set-cookie");
  const std::string session = "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n";
  const std::string url = ada.hub.url_of(ada.path("/live"));
  const std::string host = url.substr(0, url.find('/', 8));
  EXPECT_EQ(WebSocketStream(url, "", session).status(), 403);  // browsers always send it
  EXPECT_EQ(WebSocketStream(url, "", session + "Origin: http://evil.example\r\n").status(), 403);
  EXPECT_EQ(WebSocketStream(url, "", session + "Origin: null\r\n").status(), 403);
  EXPECT_EQ(WebSocketStream(url, "", session + "Origin: http://127.0.0.1\r\n").status(), 101);
}

TEST_F(HubWithHostileClients, StreamsNothingToOtherSites) {
  const HubReply reply =
      ada.hub.call({.method = "POST",
                    .path = "/sign-in",
                    .body = "name=ada&password=the%20password%20of%20ada",
                    .headers = {{"Content-Type", "application/x-www-form-urlencoded"}}});
  const std::string cookie = reply.headers.at("set-cookie");
  for (const auto& [name, value] :
       {std::pair("Origin", "http://evil.example"), std::pair("Sec-Fetch-Site", "cross-site")})
    EXPECT_EQ(ada.hub
                  .call({.path = ada.path("/live"),
                         .headers = {{"Cookie", cookie.substr(0, cookie.find(';'))},
                                     {"Accept", "text/event-stream"},
                                     {name, value}}})
                  .status,
              403)
        << name;
}

TEST_F(HubWithHostileClients, RespondsToUnknownMethods) {
  for (const auto& [path, status] :
       {std::pair("/api/v1/organizations", "405"), std::pair("/nowhere", "404")}) {
    PatientConnection client(ada.hub.url_of(path));
    ASSERT_TRUE(client.send(fmt::format("BREW {} HTTP/1.1\r\nHost: hub\r\n\r\n", path)));
    EXPECT_THAT(client.read_bytes(12), HasSubstr(status));
  }
}

/// The content of a chunked response; nothing if it is incomplete.
std::optional<std::string> whole_of(PatientConnection& connection) {
  std::string line;
  while (connection.read_line(line) && !line.empty()) {
  }
  std::string body;
  while (connection.read_line(line)) {
    const std::size_t size = std::stoul(line, nullptr, 16);
    if (size == 0) return body;
    body += connection.read_bytes(size);
    connection.read_line(line);
  }
  return std::nullopt;
}

TEST_F(HubWithHostileClients, NeverMixesAnOldJournalWithANewOne) {
  const std::string execution = ada.open(ada.publish("x"));
  Json journal = finished_journal(experiment_titled("a run"));
  journal["notes"] = std::string(24 << 20, 'x');  // more than socket buffers hold
  ASSERT_EQ(ada.put(execution, {{"journal", journal}}).status, 204);
  PatientConnection reader(ada.hub.url_of(ada.path(execution)),
                           "Authorization: Bearer " + ada.token + "\r\nConnection: close\r\n");
  std::string status;
  ASSERT_TRUE(reader.read_line(status));
  EXPECT_THAT(status, HasSubstr("200"));
  journal["notes"] = "short";
  ASSERT_EQ(ada.put(execution, {{"journal", journal}}).status, 204);
  if (const auto body = whole_of(reader)) {
    EXPECT_FALSE(Json::parse(*body, nullptr, false).is_discarded());
  }
  EXPECT_EQ(ada.get(execution).json["journal"]["notes"], "short");
}

class HubWithFewConnections : public HubWithHostileClients {
 protected:
  HubWithFewConnections()
      : HubWithHostileClients({"--connections", "1000", "--connections-per-address", "0"}) {}
};

TEST_F(HubWithFewConnections, RespondsWhileThousandsAreOpen) {
  constexpr std::size_t kMany = 3000;
  if (os::raise_descriptor_limit() < kMany + 200) GTEST_SKIP() << "too few open files";
  std::list<PatientConnection> idle;
  for (std::size_t i = 0; i < kMany; ++i) {
    auto& client = idle.emplace_back(ada.hub.url_of("/health/live"));
    if (i % 2 == 0) client.send("GET /health/live HTTP/1.1\r\nX-Slow: ");
    if (i % 500 == 0) expect_to_be_well();
  }
  expect_to_be_well();
  EXPECT_TRUE(idle.front().has_ended());  // closed to make room for others
}

/// The head of a frame that is as long as one can be.
const std::string kEndlessFrame =
    std::string("\x82\xFF\x3F", 3) + std::string(7, '\xFF') + "mask" + std::string(64 << 10, 'x');

/// Slow headers, slow bodies, uploads by nobody and endless frames, all at the same time.
TEST_F(HubWithHostileClients, RespondsSoonToWhoeverIsSignedIn) {
  constexpr int kEach = 200;
  std::list<PatientConnection> clients;
  const std::string upload = ada.path("/experiments");
  const std::string head = "Authorization: Bearer " + ada.token +
                           "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                           "Sec-WebSocket-Version: 13\r\n"
                           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  for (int i = 0; i < kEach; ++i) {
    clients.emplace_back(ada.hub.url_of("/health/live"))
        .send("GET /health/live HTTP/1.1\r\nX-Slow: ");
    clients.emplace_back(ada.hub.url_of("/sign-in")).send(post_to("/sign-in", 60 << 10) + "name=");
    clients.emplace_back(ada.hub.url_of(upload))
        .send(post_to(upload, 60 << 20) + std::string(256 << 10, 'x'));
    auto& socket = clients.emplace_back(ada.hub.url_of(ada.path("/live"), 0), head);
    std::string status;
    ASSERT_TRUE(socket.read_line(status));
    ASSERT_THAT(status, HasSubstr("101"));
    socket.send(kEndlessFrame);
  }
  if (kMemoryIsTheHubs) {
    EXPECT_LT(usual_response_time(), kPatience);
  }
  expect_to_be_well();
}

class HubWithManyConnections : public HubWithHostileClients {
 protected:
  HubWithManyConnections() : HubWithHostileClients({"--connections-per-address", "0"}) {}
};

TEST_F(HubWithManyConnections, RespondsSoonWhileTenThousandAreOpen) {
  constexpr std::size_t kMany = 10'000;
  if (const std::size_t possible = os::raise_descriptor_limit(); possible < kMany + 600)
    GTEST_SKIP() << "the system allows " << possible << " open files: raise it with `ulimit -n`";
  std::list<PatientConnection> idle;
  for (std::size_t i = 0; i < kMany; ++i) {
    auto& client = idle.emplace_back(ada.hub.url_of("/health/live"));
    if (i % 2 == 0) client.send("GET /health/live HTTP/1.1\r\nX-Slow: ");
  }
  if (kMemoryIsTheHubs) {
    EXPECT_LT(usual_response_time(), kPatience);
  }
  expect_to_be_well();
}

TEST(IdleHub, NeedsLittleMemory) {
  HubVariant variant = HubVariant::from_environment();
  if (variant.three_processes || variant.two_processes) GTEST_SKIP() << "of one process";
  if (!kMemoryIsTheHubs) GTEST_SKIP() << "a sanitizer uses most of the memory";
  HubProcess hub;
  EXPECT_EQ(hub.call({.path = "/health/ready"}).status, 200);
  EXPECT_LT(hub.memory(), kMostIdleMemory);
}

/// Its services are separate processes, which call each other.
TEST(HubInProcesses, DoesNotDeadlock) {
  HubVariant variant = HubVariant::from_environment();
  if (const auto missing = variant.missing(); !missing.empty()) GTEST_SKIP() << missing;
  variant.three_processes = true;
  variant.two_processes = false;
  HubProcess hub({"--handlers", "2"}, nullptr, variant);
  for (int i = 0; i < 6; ++i)
    hub.add_user(fmt::format("user{}", i));
  // Auth calls the dashboard when someone signs in; the dashboard calls auth to identify cookies.
  std::vector<std::future<int>> statuses;
  for (int i = 0; i < 6; ++i) {
    statuses.push_back(std::async(std::launch::async, [&hub, i] {
      return hub
          .call({.method = "POST",
                 .path = "/sign-in",
                 .body = fmt::format("name=user{0}&password=the%20password%20of%20user{0}", i),
                 .headers = {{"Content-Type", "application/x-www-form-urlencoded"}}})
          .status;
    }));
    statuses.push_back(std::async(std::launch::async, [&hub] {
      return hub.call({.path = "/", .headers = {{"Cookie", "chaoshub_session=garbage"}}}).status;
    }));
  }
  std::vector<int> all;
  for (auto& status : statuses)
    all.push_back(status.get());
  EXPECT_THAT(all, Each(AnyOf(200, 303)));
  EXPECT_THAT(hub.stop().err, ::testing::Not(HasSubstr("has no organization yet")));
}

}  // namespace
}  // namespace chaos::testing

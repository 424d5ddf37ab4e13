#include "http/server.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "support/captured_log.h"
#include "support/event_stream.h"
#include "support/test_certificate.h"
#include "unit/chaoshub/open_server.h"

namespace chaos::hub::http {
namespace {

using testing::admitting;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using testing::PatientConnection;
using testing::rest_of;
using testing::status_line;
using testing::url;

/// A response that fails at its second piece.
Response breaking_off() {
  return {.status = 200, .pieces = [first = true]() mutable -> std::optional<std::string> {
            if (!std::exchange(first, false)) throw std::runtime_error("no second piece");
            return "a piece\n";
          }};
}

Response answer(const Request& request) {
  if (request.path == "/breaks") return breaking_off();
  return {.status = 200, .body = "well\n"};
}

TEST(Server, ContinuesWhenAResponseIsCutOff) {
  const Server server({.port = 0, .handlers = 1}, admitting(answer));
  PatientConnection broken(url(server, "/breaks"), "");
  EXPECT_THAT(status_line(broken), HasSubstr("200"));
  for (int i = 0; i < 3; ++i) {  // on the only handler
    PatientConnection next(url(server, "/"), "");
    EXPECT_THAT(status_line(next), HasSubstr("200"));
  }
}

class ServerOfSlowClients : public ::testing::Test {
 protected:
  /// Waits until this has been logged about a client.
  void expect_to_give_up(const std::string& what) {
    const std::string wanted = "INFO Gave up on 127.0.0.1, which took too long to " + what;
    for (int tries = 0; tries < 3000; ++tries) {
      const auto records = log_.records();
      if (std::ranges::find(records, wanted) != records.end()) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    ADD_FAILURE() << "not logged: " << wanted;
  }

  testing::CapturedLog log_;
  ServerOptions options_{.port = 0, .handlers = 1, .patience = std::chrono::seconds(1)};
};

TEST_F(ServerOfSlowClients, GivesUpOnARequestThatDoesNotArrive) {
  const Server server(options_, admitting(answer));
  PatientConnection slow(url(server, "/"), "Content-Length: 10\r\n");
  PatientConnection quick(url(server, "/"), "");
  EXPECT_THAT(status_line(quick), HasSubstr("200"));  // nobody waits for the slow one
  EXPECT_TRUE(slow.has_ended());
  expect_to_give_up("send its request");
}

TEST_F(ServerOfSlowClients, GivesUpOnAResponseThatNobodyReads) {
  const Server server(options_, admitting([](const Request&) {
                        return Response{.status = 200, .body = std::string(64 << 20, 'x')};
                      }));
  const PatientConnection slow(url(server, "/"), "");
  expect_to_give_up("read its response");
}

TEST_F(ServerOfSlowClients, ClosesIdleConnectionsWithoutLogging) {
  const Server server(options_, admitting(answer));
  PatientConnection idle(url(server, "/"), "");
  EXPECT_TRUE(idle.has_ended());
  EXPECT_THAT(log_.records(), Not(Contains(HasSubstr("Gave up"))));
}

TEST_F(ServerOfSlowClients, GivesUpOnTlsThatDoesNotStart) {
  const testing::TemporaryDirectory directory;
  const testing::TestCertificate certificate;
  options_.certificate = directory.write("certificate.pem", certificate.pem());
  options_.key = directory.write("key.pem", certificate.key_pem());
  const Server server(options_, admitting(answer));
  PatientConnection silent(url(server, "/"));
  EXPECT_TRUE(silent.has_ended());
  expect_to_give_up("start TLS");
}

TEST(Server, LogsWhoSentAnInvalidRequest) {
  const testing::CapturedLog log;
  const Server server({.port = 0}, admitting(answer));
  PatientConnection stranger(url(server, "/"));
  ASSERT_TRUE(stranger.send("\x16\x03\x01 what is this\r\n\r\n"));
  EXPECT_THAT(status_line(stranger), HasSubstr("400"));
  EXPECT_TRUE(stranger.has_ended());
  EXPECT_THAT(log.records(),
              Contains(MatchesRegex("WARNING parser error: .*; gave up on 127.0.0.1")));
}

TEST(Server, PassesOnUnknownMethods) {
  const Server server({.port = 0}, admitting([](const Request& request) {
                        return Response{.status = 501, .body = request.method};
                      }));
  PatientConnection client(url(server, "/"));
  ASSERT_TRUE(client.send("BREW /pot HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n"));
  EXPECT_THAT(rest_of(client), AllOf(HasSubstr("501"), EndsWith("BREW")));
}

TEST(Server, KeepsConnectionsForTheNextRequest) {
  const Server server({.port = 0}, admitting(answer));
  PatientConnection client(url(server, "/"));
  const std::string request = "POST / HTTP/1.1\r\nHost: hub\r\nContent-Length: 3\r\n\r\nabc";
  ASSERT_TRUE(client.send(request + request));  // both at once
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(status_line(client), HasSubstr("200"));
    for (std::string line = "x"; line != "well";)
      ASSERT_TRUE(client.read_line(line));
  }
}

TEST(Server, NeverMakesAPartialResponseLookComplete) {
  const Server server({.port = 0}, admitting(answer));
  PatientConnection chunked(url(server, "/breaks"), "");
  EXPECT_THAT(rest_of(chunked), AllOf(HasSubstr("a piece"), Not(HasSubstr("\r\n0\r\n"))));
}

TEST(Server, NeverWaitsForAClientInItsHandlers) {
  const auto endless = [](const Request& request) {
    if (request.path != "/endless") return answer(request);
    return Response{.status = 200,
                    .pieces = [] { return std::optional(std::string(1 << 20, 'x')); }};
  };
  const Server server({.port = 0, .handlers = 1}, admitting(endless));
  PatientConnection slow(url(server, "/endless"), "");
  EXPECT_THAT(status_line(slow), HasSubstr("200"));
  PatientConnection quick(url(server, "/"), "");  // on the only handler
  EXPECT_THAT(status_line(quick), HasSubstr("200"));
}

TEST(Server, ListensOnAFreePort) {
  const Server first({.port = 0}, admitting(answer));
  const Server second({.port = 0}, admitting(answer));
  EXPECT_NE(first.port(), second.port());
  EXPECT_THROW(Server({.port = first.port()}, admitting(answer)), std::exception);
}

}  // namespace
}  // namespace chaos::hub::http

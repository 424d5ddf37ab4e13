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

namespace chaos::hub::http {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using testing::PatientConnection;

/// A body whose second piece cannot be had.
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

std::string url(const Server& server, const std::string& path) {
  return fmt::format("http://127.0.0.1:{}{}", server.port(), path);
}

std::string status_line(PatientConnection& connection) {
  std::string line;
  connection.read_line(line);
  return line;
}

TEST(Server, GoesOnWhenAnAnswerBreaksOff) {
  const Server server({.port = 0, .handlers = 1}, answer);
  PatientConnection broken(url(server, "/breaks"), "");
  EXPECT_THAT(status_line(broken), HasSubstr("200"));
  for (int i = 0; i < 3; ++i) {  // by the only handler
    PatientConnection next(url(server, "/"), "");
    EXPECT_THAT(status_line(next), HasSubstr("200"));
  }
}

class ServerOfSlowClients : public ::testing::Test {
 protected:
  /// Waits until that has been logged of a client.
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

TEST_F(ServerOfSlowClients, GivesUpOnARequestThatDoesNotCome) {
  const Server server(options_, answer);
  PatientConnection slow(url(server, "/"), "Content-Length: 10\r\n");
  PatientConnection quick(url(server, "/"), "");
  EXPECT_THAT(status_line(quick), HasSubstr("200"));  // nobody waits for the slow one
  EXPECT_TRUE(slow.has_ended());
  expect_to_give_up("send its request");
}

TEST_F(ServerOfSlowClients, GivesUpOnAnAnswerThatNobodyTakes) {
  const Server server(options_, [](const Request&) {
    return Response{.status = 200, .body = std::string(64 << 20, 'x')};
  });
  const PatientConnection slow(url(server, "/"), "");
  expect_to_give_up("take its answer");
}

TEST_F(ServerOfSlowClients, EndsOneThatHasNothingToSayWithoutAWord) {
  const Server server(options_, answer);
  PatientConnection idle(url(server, "/"), "");
  EXPECT_TRUE(idle.has_ended());
  EXPECT_THAT(log_.records(), Not(Contains(HasSubstr("Gave up"))));
}

TEST_F(ServerOfSlowClients, GivesUpOnTlsThatDoesNotBegin) {
  const testing::TemporaryDirectory directory;
  const testing::TestCertificate certificate;
  options_.certificate = directory.write("certificate.pem", certificate.pem());
  options_.key = directory.write("key.pem", certificate.key_pem());
  const Server server(options_, answer);
  PatientConnection silent(url(server, "/"));
  EXPECT_TRUE(silent.has_ended());
  expect_to_give_up("begin TLS");
}

TEST(Server, SaysWhoSentWhatIsNoRequest) {
  const testing::CapturedLog log;
  const Server server({.port = 0, .body_limit = 100}, answer);
  PatientConnection flood(url(server, "/"),
                          "Content-Length: 1000\r\n\r\n" + std::string(1000, 'x'));
  EXPECT_TRUE(flood.has_ended());
  EXPECT_THAT(log.records(),
              Contains(MatchesRegex("WARNING parser error .*; gave up on 127.0.0.1")));
}

TEST(Server, ListensOnAPortOfItsOwn) {
  const Server first({.port = 0}, answer);
  const Server second({.port = 0}, answer);
  EXPECT_NE(first.port(), second.port());
  EXPECT_THROW(Server({.port = first.port()}, answer), std::exception);
}

}  // namespace
}  // namespace chaos::hub::http

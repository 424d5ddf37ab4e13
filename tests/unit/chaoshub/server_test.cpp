#include "http/server.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "support/event_stream.h"

namespace chaos::hub::http {
namespace {

using ::testing::HasSubstr;
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

TEST(Server, GivesUpOnAClientThatDoesNotCome) {
  const Server server({.port = 0, .handlers = 1, .patience = std::chrono::seconds(1)}, answer);
  PatientConnection slow(url(server, "/"), "Content-Length: 10\r\n");
  PatientConnection quick(url(server, "/"), "");
  EXPECT_THAT(status_line(quick), HasSubstr("200"));  // nobody waits for the slow one
  EXPECT_TRUE(slow.has_ended());
}

TEST(Server, ListensOnAPortOfItsOwn) {
  const Server first({.port = 0}, answer);
  const Server second({.port = 0}, answer);
  EXPECT_NE(first.port(), second.port());
  EXPECT_THROW(Server({.port = first.port()}, answer), std::exception);
}

}  // namespace
}  // namespace chaos::hub::http

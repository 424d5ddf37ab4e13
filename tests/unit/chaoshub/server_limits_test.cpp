#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>
#include <list>
#include <vector>

#include "http/server.h"
#include "support/event_stream.h"
#include "unit/chaoshub/open_server.h"

namespace chaos::hub::http {
namespace {

using testing::admitting;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using testing::kOpenLimit;
using ::testing::Not;
using testing::PatientConnection;
using testing::rest_of;
using testing::status_line;
using testing::url;

Response echo(const Request& request) {
  return {.status = 200, .body = request.body};
}

std::string post(const std::string& more, const std::string& body = "") {
  return "POST / HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n" + more + "\r\n" + body;
}

std::string content_length(std::size_t size) {
  return fmt::format("Content-Length: {}\r\n", size);
}

TEST(ServerLimits, RespondsBeforeReadingAnUnwantedBody) {
  const Server server({.port = 0}, [](Request&) { return Response{.status = 401}; });
  PatientConnection client(url(server, "/"));
  ASSERT_TRUE(client.send(post(content_length(1 << 30))));  // without the body
  EXPECT_THAT(rest_of(client), AllOf(HasSubstr("401"), HasSubstr("Connection: close")));
}

TEST(ServerLimits, LetsAClientThatIsStillSendingReadTheRefusal) {
  const Server server({.port = 0}, [](Request&) { return Response{.status = 401}; });
  PatientConnection client(url(server, "/"));
  ASSERT_TRUE(client.send(post(content_length(1 << 20), std::string(1 << 20, 'x'))));
  EXPECT_THAT(rest_of(client), HasSubstr("401"));
}

TEST(ServerLimits, RefusesBodiesThatAreDeclaredTooLong) {
  const Server server({.port = 0}, admitting(echo));
  PatientConnection client(url(server, "/"));
  ASSERT_TRUE(client.send(post(content_length(kOpenLimit + 1))));
  EXPECT_THAT(rest_of(client), HasSubstr("413"));
}

TEST(ServerLimits, RefusesBodiesThatTurnOutTooLong) {
  const Server server({.port = 0}, admitting(echo));
  PatientConnection client(url(server, "/"));
  ASSERT_TRUE(client.send(post("Transfer-Encoding: chunked\r\n")));
  const std::string chunk = "64\r\n" + std::string(100, 'x') + "\r\n";
  for (int i = 0; i < 11; ++i)
    ASSERT_TRUE(client.send(chunk));
  EXPECT_THAT(rest_of(client), HasSubstr("413"));
}

TEST(ServerLimits, AcceptsBodiesUpToTheLimit) {
  const Server server({.port = 0}, admitting(echo));
  const std::string body(kOpenLimit, 'x');
  PatientConnection known(url(server, "/"));
  ASSERT_TRUE(known.send(post(content_length(kOpenLimit), body)));
  EXPECT_THAT(rest_of(known), EndsWith("\r\n\r\n" + body));
  PatientConnection chunked(url(server, "/"));
  ASSERT_TRUE(
      chunked.send(post("Transfer-Encoding: chunked\r\n", "3e8\r\n" + body + "\r\n0\r\n\r\n")));
  EXPECT_THAT(rest_of(chunked), EndsWith("\r\n\r\n" + body));
}

TEST(ServerLimits, TellsWaitingClientsToSendTheirBody) {
  const Server server({.port = 0}, admitting(echo));
  PatientConnection client(url(server, "/"));
  ASSERT_TRUE(client.send(post(content_length(4) + "Expect: 100-continue\r\n")));
  EXPECT_EQ(status_line(client), "HTTP/1.1 100 Continue");
  EXPECT_EQ(status_line(client), "");
  ASSERT_TRUE(client.send("body"));
  EXPECT_THAT(rest_of(client), AllOf(HasSubstr("200"), EndsWith("body")));
}

TEST(ServerLimits, ReadsABodyWhenThereIsMemoryForIt) {
  const Server server({.port = 0, .visitor_memory = kOpenLimit}, admitting(echo));
  PatientConnection first(url(server, "/"));
  ASSERT_TRUE(first.send(post(content_length(kOpenLimit) + "Expect: 100-continue\r\n")));
  EXPECT_EQ(status_line(first), "HTTP/1.1 100 Continue");  // memory is available
  PatientConnection second(url(server, "/"));
  ASSERT_TRUE(second.send(post(content_length(1), "x")));
  ASSERT_TRUE(first.send(std::string(kOpenLimit, 'x')));
  EXPECT_THAT(rest_of(first), HasSubstr("200"));
  EXPECT_THAT(rest_of(second), HasSubstr("200"));
}

TEST(ServerLimits, RefusesHeadsThatDoNotEnd) {
  const Server server({.port = 0}, admitting(echo));
  PatientConnection client(url(server, "/"));
  ASSERT_TRUE(client.send("GET / HTTP/1.1\r\n"));
  for (int i = 0; i < 40; ++i)
    client.send("X: " + std::string(1000, 'x') + "\r\n");
  EXPECT_THAT(rest_of(client), HasSubstr("431"));
}

TEST(ServerLimits, LimitsConnectionsFromOneAddress) {
  const Server server({.port = 0, .connections_per_address = 2}, admitting(echo));
  PatientConnection first(url(server, "/"), "");
  PatientConnection second(url(server, "/"), "");
  EXPECT_THAT(status_line(first), HasSubstr("200"));
  EXPECT_THAT(status_line(second), HasSubstr("200"));
  PatientConnection third(url(server, "/"));
  EXPECT_THAT(rest_of(third), HasSubstr("503"));
}

TEST(ServerLimits, ClosesTheConnectionThatHasBeenIdleLongest) {
  const Server server({.port = 0, .connections = 3}, admitting(echo));
  std::list<PatientConnection> idle;
  for (int i = 0; i < 3; ++i)
    idle.emplace_back(url(server, "/"));
  PatientConnection busy(url(server, "/"), "");
  EXPECT_THAT(status_line(busy), HasSubstr("200"));
  EXPECT_TRUE(idle.front().has_ended());
  ASSERT_TRUE(idle.back().send("GET / HTTP/1.1\r\nHost: hub\r\n\r\n"));
  EXPECT_THAT(status_line(idle.back()), HasSubstr("200"));
}

TEST(ServerLimits, ClosesNoConnectionWithARequestInProgress) {
  std::latch begun(1);
  std::latch go_on(1);
  const auto slow = [&](const Request&) {
    begun.count_down();
    go_on.wait();
    return Response{.status = 200};
  };
  const Server server({.port = 0, .connections = 1}, admitting(slow));
  PatientConnection first(url(server, "/"), "");
  begun.wait();
  PatientConnection second(url(server, "/"));
  EXPECT_THAT(rest_of(second), HasSubstr("503"));
  go_on.count_down();
  EXPECT_THAT(status_line(first), HasSubstr("200"));
}

}  // namespace
}  // namespace chaos::hub::http

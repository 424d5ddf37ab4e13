#include "service.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <latch>
#include <string>
#include <thread>

namespace rand_service {
namespace {

std::string why_bad(std::string_view text) {
  try {
    parse_bound(text);
  } catch (const BadValue& bad) {
    return bad.what();
  }
  return "it was accepted";
}

TEST(ParseBound, AcceptsWholeNumbersInRange) {
  EXPECT_EQ(parse_bound("0"), 0);
  EXPECT_EQ(parse_bound("-0"), 0);
  EXPECT_EQ(parse_bound(" 9\r\n"), 9);
  EXPECT_EQ(parse_bound("2147483647"), kLargestBound);
}

TEST(ParseBound, ExplainsTheProblem) {
  const std::string expected = "; send a whole number from 0 to 2147483647";
  EXPECT_EQ(why_bad("ten"), "'ten' is not a number" + expected);
  EXPECT_EQ(why_bad("1.5"), "'1.5' is not a number" + expected);
  EXPECT_EQ(why_bad("+"), "'+' is not a number" + expected);
  EXPECT_EQ(why_bad(""), "'' is not a number" + expected);
  EXPECT_EQ(why_bad("-1"), "'-1' is negative" + expected);
  EXPECT_EQ(why_bad("-99999999999999999999"), "'-99999999999999999999' is negative" + expected);
  EXPECT_EQ(why_bad("2147483648"), "'2147483648' is out of range" + expected);
  EXPECT_EQ(why_bad("99999999999999999999"), "'99999999999999999999' is out of range" + expected);
}

TEST(ParseBound, QuotesOnlyTheBeginningOfALongValue) {
  EXPECT_EQ(why_bad(std::string(500, 'x')).substr(0, 58),
            "'" + std::string(40, 'x') + "...' is not a num");
}

TEST(ParsePort, AcceptsOnlyValidPorts) {
  EXPECT_EQ(parse_port("65535"), 65535);
  EXPECT_THROW(parse_port("0"), BadValue);
  EXPECT_THROW(parse_port("65536"), BadValue);
}

TEST(PortFromEnvironment, NamesTheVariable) {
  ::unsetenv("RAND_TEST_PORT");
  EXPECT_EQ(port_from_environment("RAND_TEST_PORT", 8002), 8002);
  ::setenv("RAND_TEST_PORT", "9002", 1);
  EXPECT_EQ(port_from_environment("RAND_TEST_PORT", 8002), 9002);
  ::setenv("RAND_TEST_PORT", "http", 1);
  try {
    port_from_environment("RAND_TEST_PORT", 8002);
    FAIL() << "it was accepted";
  } catch (const BadValue& bad) {
    EXPECT_STREQ(bad.what(),
                 "RAND_TEST_PORT: 'http' is not a number; send a whole number from 1 to 65535");
  }
}

TEST(RandomUpTo, StaysWithinTheBoundAndReachesItsEnds) {
  bool lowest = false;
  bool highest = false;
  for (int draw = 0; draw < 1000; ++draw) {
    const std::int64_t value = random_up_to(3);
    ASSERT_GE(value, 0);
    ASSERT_LE(value, 3);
    lowest |= value == 0;
    highest |= value == 3;
  }
  EXPECT_TRUE(lowest);
  EXPECT_TRUE(highest);
  EXPECT_EQ(random_up_to(0), 0);
}

/// A server on a port chosen by the system, with the common routes and one that rejects requests.
class CommonRoutes : public testing::Test {
 protected:
  CommonRoutes() {
    add_common_routes(server_, "test-service");
    server_.Post("/", [](const httplib::Request& request, httplib::Response& response) {
      reply(response, 200, answer(parse_bound(request.body), "test-service"));
    });
    server_.new_task_queue = [this]() -> httplib::TaskQueue* {
      running_.count_down();
      return new httplib::ThreadPool(2);
    };
    port_ = server_.bind_to_any_port("127.0.0.1");
    listener_ = std::thread([this] { server_.listen_after_bind(); });
    running_.wait();
  }

  ~CommonRoutes() override {
    server_.stop();
    listener_.join();
  }

  std::latch running_{1};
  httplib::Server server_;
  std::thread listener_;
  int port_ = 0;
};

TEST_F(CommonRoutes, HealthNamesTheService) {
  EXPECT_TRUE(answers(port_, ::getpid()));
  EXPECT_FALSE(answers(port_, ::getpid() + 1));
}

TEST_F(CommonRoutes, BadValuesAreAnsweredWith400) {
  httplib::Client client("127.0.0.1", port_);
  const auto response = client.Post("/", "-4", "text/plain");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 400);
  EXPECT_EQ(response->get_header_value("Content-Type"), "application/json");
  EXPECT_EQ(response->body,
            "{\"error\":\"'-4' is negative; send a whole number from 0 to 2147483647\"}\n");
}

TEST_F(CommonRoutes, AcceptsFormBodiesAndInvalidUtf8) {
  httplib::Client client("127.0.0.1", port_);
  const auto form = client.Post("/", "7", "application/x-www-form-urlencoded");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->body, "{\"value\":7,\"server\":\"test-service\"}\n");
  const auto broken = client.Post("/", "\xff", "text/plain");
  ASSERT_TRUE(broken);
  EXPECT_EQ(broken->status, 400);
}

TEST_F(CommonRoutes, UnknownPathsAreAnsweredWith404) {
  httplib::Client client("127.0.0.1", port_);
  const auto response = client.Get("/nowhere");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 404);
  EXPECT_EQ(response->body, "{\"error\":\"nothing is served at GET /nowhere\"}\n");
}

}  // namespace
}  // namespace rand_service

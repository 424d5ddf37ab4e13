#include "http/router.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "http/problem.h"

namespace chaos::hub::http {
namespace {

Route route(const char* method, const char* pattern) {
  return {method, pattern, {}, [](const Request&, const Caller&) { return Response{}; }};
}

class RouterTest : public ::testing::Test {
 protected:
  RouterTest() {
    router_.add(route("GET", "/"));
    router_.add(route("GET", "/teams/{team}"));
    router_.add(route("POST", "/teams/{team}"));
    router_.add(route("GET", "/teams/new"));
    router_.add(route("GET", "/teams/{team}/runs/{run}"));
  }

  /// The pattern of the route, or the status of the refusal.
  std::string find(const std::string& method, const std::string& path) {
    request_ = {.method = method, .path = path};
    try {
      return router_.find(request_).pattern;
    } catch (const Problem& problem) {
      return std::to_string(problem.status());
    }
  }

  Router router_;
  Request request_;
};

TEST_F(RouterTest, FindsPatterns) {
  EXPECT_EQ(find("GET", "/"), "/");
  EXPECT_EQ(find("GET", "/teams/t1/runs/r1"), "/teams/{team}/runs/{run}");
  EXPECT_EQ(request_.parameter("team"), "t1");
  EXPECT_EQ(request_.parameter("run"), "r1");
  EXPECT_THROW(request_.parameter("other"), std::out_of_range);
}

TEST_F(RouterTest, PrefersLiteralsToParameters) {
  EXPECT_EQ(find("GET", "/teams/new"), "/teams/new");
  EXPECT_EQ(find("POST", "/teams/new"), "/teams/{team}");
}

TEST_F(RouterTest, TreatsHeadAsGet) {
  EXPECT_EQ(find("HEAD", "/teams/t1"), "/teams/{team}");
}

TEST_F(RouterTest, RejectsUnknownRoutes) {
  EXPECT_EQ(find("GET", "/teams"), "404");
  EXPECT_EQ(find("GET", "/teams/"), "404");
  EXPECT_EQ(find("GET", "/teams/t1/"), "404");
  EXPECT_EQ(find("GET", ""), "404");
  EXPECT_EQ(find("GET", "teams"), "404");
  EXPECT_EQ(find("PUT", "/teams/t1"), "405");
}

TEST_F(RouterTest, RejectsDuplicateRoutes) {
  EXPECT_THROW(router_.add(route("GET", "/teams/new")), std::logic_error);
}

}  // namespace
}  // namespace chaos::hub::http

#include "remote/internal_gateway.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/config.h"
#include "services.h"
#include "support/temporary_directory.h"

namespace chaos::hub {
namespace {

using ::testing::UnorderedElementsAre;

class InternalGatewayTest : public ::testing::Test {
 protected:
  InternalGatewayTest() {
    const auto answer = [](const http::Request& request, const http::Caller& caller) {
      return http::Response{.body = request.body + " of a " +
                                    std::string(to_text(caller.principal.kind))};
    };
    router_.add({"POST", "/internal/x", {http::Callers::kServices}, answer});
    router_.add({"POST", "/people", {http::Callers::kPeople}, answer});
  }

  /// The status of the refusal; 0 if the request is admitted.
  int refusal_of(const std::string& path, const std::string& password) {
    http::Request request = call(path, password);
    const auto decision = gateway_.admit(request);
    const auto* refusal = std::get_if<http::Response>(&decision);
    return refusal == nullptr ? 0 : refusal->status;
  }

  static http::Request call(const std::string& path, const std::string& password) {
    http::Request request{.method = "POST", .path = path};
    if (!password.empty()) request.headers = {{kServiceHeader, password}};
    return request;
  }

  http::Router router_;
  const InternalGateway gateway_{router_, "the key"};
};

TEST_F(InternalGatewayTest, AdmitsServicesThatKnowTheSecret) {
  http::Request request = call("/internal/x", service_password("the key"));
  const auto decision = gateway_.admit(request);
  const auto* admission = std::get_if<http::Admission>(&decision);
  ASSERT_NE(admission, nullptr);
  EXPECT_TRUE(admission->identified);
  request.body = "the body";
  EXPECT_EQ(admission->answer(request).body, "the body of a service");
}

TEST_F(InternalGatewayTest, AdmitsNobodyElse) {
  EXPECT_EQ(refusal_of("/internal/x", ""), 404);
  EXPECT_EQ(refusal_of("/internal/x", "a guess"), 404);
  EXPECT_EQ(refusal_of("/internal/x", service_password("another key")), 404);
}

TEST_F(InternalGatewayTest, LetsServicesCallOnlyInternalRoutes) {
  EXPECT_EQ(refusal_of("/people", service_password("the key")), 404);
  EXPECT_EQ(refusal_of("/nothing", service_password("the key")), 404);
}

TEST(InternalRoutes, AreForServicesAlone) {
  const testing::TemporaryDirectory directory;
  Config config;
  config.data_dir = directory.path();
  Services services(config);
  http::Router router;
  services.add_internal_routes(router);
  std::vector<std::string> paths;
  for (const auto& route : router.routes()) {
    EXPECT_EQ(route.access.callers, http::Callers::kServices) << route.pattern;
    paths.push_back(route.pattern);
  }
  EXPECT_THAT(
      paths,
      UnorderedElementsAre(
          "/internal/auth/accounts", "/internal/auth/audit", "/internal/auth/identify",
          "/internal/auth/people", "/internal/auth/person", "/internal/auth/remove-team",
          "/internal/dashboard/audit", "/internal/dashboard/note", "/internal/dashboard/membership",
          "/internal/dashboard/remove-team", "/internal/dashboard/teams",
          "/internal/dashboard/welcome", "/internal/experiment/audit", "/internal/experiment/halts",
          "/internal/experiment/numbers", "/internal/experiment/remove-team"));
}

}  // namespace
}  // namespace chaos::hub

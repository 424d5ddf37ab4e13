#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common_routes.h"
#include "support/api_description.h"
#include "support/temporary_directory.h"

namespace chaos::testing {
namespace {

constexpr std::string_view kApi = "/api/v1/";

std::vector<std::string> below_api(const std::vector<std::string>& lines) {
  std::vector<std::string> below;
  for (const auto& line : lines)
    if (line.find(kApi) != std::string::npos) below.push_back(line);
  return below;
}

TEST(HubDescription, ListsExactlyTheRoutesOfTheHub) {
  const TemporaryDirectory directory;
  hub::Config config;
  config.data_dir = directory.path();
  hub::Services services(config);
  hub::http::Router router;
  services.add_routes(router);
  hub::http::Metrics metrics;
  hub::add_common_routes(router, services, metrics);
  std::vector<std::string> served;
  for (const auto& route : router.routes())
    served.push_back(route.method + " " + route.pattern);
  const ApiDescription description(std::string(CHAOS_SOURCE_DIR) + "/schemas/chaoshub-api.yaml");
  EXPECT_THAT(below_api(description.lines()),
              ::testing::UnorderedElementsAreArray(below_api(served)));
}

}  // namespace
}  // namespace chaos::testing

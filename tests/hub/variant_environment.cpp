#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "support/hub_process.h"

namespace chaos::testing {
namespace {

/// CTest's exit code for "skipped".
constexpr int kSkipped = 77;

/// Ends the program if the requested variant cannot be tested here.
class VariantEnvironment final : public ::testing::Environment {
 public:
  void SetUp() override {
    const std::string missing = HubVariant::from_environment().missing();
    if (missing.empty()) return;
    fmt::print("SKIPPED: {}\n", missing);
    const char* required = std::getenv("CHAOS_REQUIRE_PEER");
    std::exit(required != nullptr && std::string(required) == "1" ? EXIT_FAILURE : kSkipped);
  }
};

const auto* const kEnvironment = ::testing::AddGlobalTestEnvironment(new VariantEnvironment);

}  // namespace
}  // namespace chaos::testing

#pragma once

#include <string>

namespace chaos::testing {

/// Whether there is a program (xmllint) that can validate XML.
bool can_validate_xml();

/// The problems of a JUnit report according to tests/support/junit.xsd; "" if it is valid.
std::string problems_of_junit(const std::string& xml);

/// Skips the test if nothing can validate XML, unless everything is required to run.
#define REQUIRE_XML_SCHEMA()                                                         \
  if (!::chaos::testing::can_validate_xml()) {                                       \
    const char* all = std::getenv("CHAOS_REQUIRE_FULL");                             \
    ASSERT_FALSE(all != nullptr && std::string_view(all) == "1") << "no xmllint";    \
    GTEST_SKIP() << "xmllint is not installed: nothing to validate the report with"; \
  }

}  // namespace chaos::testing

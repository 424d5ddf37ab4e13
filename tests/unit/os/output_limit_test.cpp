#include "os/output_limit.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <stdexcept>

namespace chaos::os {
namespace {

TEST(ParseByteCount, TakesBytesAndUnits) {
  EXPECT_EQ(parse_byte_count("0"), 0u);
  EXPECT_EQ(parse_byte_count("1000"), 1000u);
  EXPECT_EQ(parse_byte_count("2K"), 2048u);
  EXPECT_EQ(parse_byte_count("64M"), kDefaultOutputLimit);
  EXPECT_EQ(parse_byte_count("1G"), 1u << 30);
}

TEST(ParseByteCount, RejectsEverythingElse) {
  for (const char* text :
       {"", "M", "-1", "1.5M", "1 M", "1MB", "99999999999999999999", "18446744073709551615G"}) {
    EXPECT_THROW(parse_byte_count(text), std::invalid_argument) << text;
  }
}

TEST(OutputLimit, ComesFromTheEnvironment) {
  ::unsetenv("CHAOS_OUTPUT_LIMIT");
  EXPECT_EQ(output_limit(), kDefaultOutputLimit);
  ::setenv("CHAOS_OUTPUT_LIMIT", "3K", 1);
  EXPECT_EQ(output_limit(), 3072u);
  ::setenv("CHAOS_OUTPUT_LIMIT", "lots", 1);
  try {
    output_limit();
    FAIL() << "expected an error";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(),
                 "CHAOS_OUTPUT_LIMIT must be a number of bytes such as 67108864 or 64M, not 'lots' "
                 "(not a number)");
  }
  ::unsetenv("CHAOS_OUTPUT_LIMIT");
}

}  // namespace
}  // namespace chaos::os

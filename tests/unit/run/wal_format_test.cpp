#include "run/wal_format.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>
#include <string>

namespace chaos {
namespace {

TEST(WalFormat, WritesTheLineOfTheFormatPage) {
  EXPECT_EQ(encode_wal_line(1, "activity-started", R"({"name": "stop the primary"})"),
            "c62cf135 1 activity-started {\"name\": \"stop the primary\"}\n");
}

TEST(WalFormat, ReadsWhatItWrites) {
  constexpr auto kLast = std::numeric_limits<std::uint64_t>::max();
  std::string line = encode_wal_line(kLast, "x-1", "[1, \"two three\"]");
  line.pop_back();
  const auto decoded = decode_wal_line(line);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->sequence, kLast);
  EXPECT_EQ(decoded->type, "x-1");
  EXPECT_EQ(decoded->payload, "[1, \"two three\"]");
}

TEST(WalFormat, ReadsARecordWithoutAPayload) {
  std::string line = encode_wal_line(1, "empty", std::string_view());
  line.pop_back();
  const auto decoded = decode_wal_line(line);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->payload, "");
}

TEST(WalFormat, RejectsInvalidTypesAndPayloads) {
  EXPECT_THROW(encode_wal_line(1, "", "{}"), std::invalid_argument);
  EXPECT_THROW(encode_wal_line(1, "two words", "{}"), std::invalid_argument);
  EXPECT_THROW(encode_wal_line(1, "Upper", "{}"), std::invalid_argument);
  EXPECT_THROW(encode_wal_line(1, "type", "{\n}"), std::invalid_argument);
}

TEST(WalFormat, AcceptsNothingElse) {
  const std::string line = "c62cf135 1 activity-started {\"name\": \"stop the primary\"}";
  ASSERT_TRUE(decode_wal_line(line).has_value());
  EXPECT_FALSE(decode_wal_line("").has_value());
  EXPECT_FALSE(decode_wal_line(line + "\n").has_value());
  EXPECT_FALSE(decode_wal_line(" " + line).has_value());
  EXPECT_FALSE(decode_wal_line("C62CF135" + line.substr(8)).has_value());
  EXPECT_FALSE(decode_wal_line("00000000 ").has_value());
}

TEST(WalFormat, DistinguishesLinesFromOtherTextByTheirStart) {
  EXPECT_TRUE(looks_like_wal_line("00000000 1"));
  EXPECT_FALSE(looks_like_wal_line("00000000 "));
  EXPECT_FALSE(looks_like_wal_line("00000000 x"));
  EXPECT_FALSE(looks_like_wal_line("0000000g 1"));
  EXPECT_FALSE(looks_like_wal_line("0000000 1 "));
}

}  // namespace
}  // namespace chaos

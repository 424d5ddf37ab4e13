#include "python/frame.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chaos::python {
namespace {

const std::string kTag = "tag-1";

std::optional<Json> decoded(std::string_view bytes) {
  FrameDecoder decoder(kTag);
  decoder.append(bytes);
  return decoder.next();
}

TEST(Frame, IsLengthAndText) {
  EXPECT_EQ(encode_frame({{"a", 1}}, kTag), std::string("\0\0\0\x08{\"a\": 1}", 12));
}

TEST(Frame, KeepsValuesWithoutAJsonType) {
  const Json frame = {
      {"day", make_extended(Extended::kDate, "2024-01-31")},
      {"time", make_extended(Extended::kDateTime, "2024-01-31T10:00:00+00:00")},
      {"bytes", make_extended(Extended::kBytes, std::string("\0\x7f\x80\xff", 4))},
      {"large", make_extended(Extended::kInteger, "123456789012345678901234567890")},
      {"number", 1.5},
      {"text", "é"}};
  EXPECT_EQ(decoded(encode_frame(frame, kTag)), frame);
}

TEST(Frame, DoesNotMistakeAUsersValueForATag) {
  const Json frame = {{"tag-2", "bytes"}, {"text", "x"}};
  EXPECT_EQ(decoded(encode_frame(frame, kTag)), frame);
}

TEST(FrameDecoder, WaitsForTheWholeFrame) {
  const std::string bytes = encode_frame({{"a", 1}}, kTag) + encode_frame({{"b", 2}}, kTag);
  FrameDecoder decoder(kTag);
  std::vector<Json> frames;
  for (const char byte : bytes) {
    decoder.append({&byte, 1});
    while (auto frame = decoder.next())
      frames.push_back(*frame);
  }
  EXPECT_EQ(frames, (std::vector<Json>{{{"a", 1}}, {{"b", 2}}}));
}

TEST(FrameDecoder, RejectsWhatIsNotJson) {
  EXPECT_THROW(decoded(std::string("\0\0\0\x02{]", 6)), InvalidFrame);
}

TEST(FrameDecoder, RejectsGarbageBeforeItsAnnouncedLengthHasArrived) {
  EXPECT_EQ(decoded("\xff\xff\xff"), std::nullopt);
  EXPECT_THROW(decoded(std::string("\xff\xff\xff\xff\0", 5)), InvalidFrame);
  EXPECT_THROW(decoded(std::string("\0\0\0\x05h", 5)), InvalidFrame);
  EXPECT_THROW(decoded(std::string("\0\0\0\0", 4)), InvalidFrame);
}

TEST(FrameDecoder, RejectsATaggedValueWithoutText) {
  const std::string text = R"({"tag-1": "date"})";
  EXPECT_THROW(decoded(std::string("\0\0\0\x11", 4) + text), InvalidFrame);
}

}  // namespace
}  // namespace chaos::python

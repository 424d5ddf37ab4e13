#include "net/content_decoding.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "net/http_client.h"

namespace chaos::net {
namespace {

constexpr std::size_t kPlenty = 1u << 20;

std::string compressed(std::string text, int window) {
  z_stream stream{};
  deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
  std::string out(text.size() + 1000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string gzip(const std::string& text) {
  return compressed(text, MAX_WBITS + 16);
}

std::string decoded(const std::string& body, std::string_view encoding) {
  return decode_content(body, encoding, kPlenty).bytes;
}

TEST(ContentDecoding, DecodesGzip) {
  EXPECT_EQ(decoded(gzip("hello"), "gzip"), "hello");
  EXPECT_EQ(decoded(gzip("hello"), "X-GZIP"), "hello");
}

TEST(ContentDecoding, DecodesBothKindsOfDeflate) {
  EXPECT_EQ(decoded(compressed("hello", MAX_WBITS), "deflate"), "hello");
  EXPECT_EQ(decoded(compressed("hello", -MAX_WBITS), "deflate"), "hello");
}

TEST(ContentDecoding, DecodesSeveralInTurn) {
  EXPECT_EQ(decoded(gzip(compressed("hello", MAX_WBITS)), "deflate, gzip"), "hello");
}

TEST(ContentDecoding, JoinsMembersAndIgnoresPadding) {
  EXPECT_EQ(decoded(gzip("one ") + gzip("two"), "gzip"), "one two");
  EXPECT_EQ(decoded(gzip("one") + "padding", "gzip"), "one");
}

TEST(ContentDecoding, KeepsOtherEncodings) {
  EXPECT_EQ(decoded("abc", "utf-8"), "abc");
  EXPECT_EQ(decoded("", "gzip"), "");
}

TEST(ContentDecoding, KeepsWhatHasArrivedOfATruncatedBody) {
  std::string original(100'000, 'x');
  original += "end";
  const std::string whole = gzip(original);
  const std::string text = decoded(whole.substr(0, whole.size() - 12), "gzip");
  EXPECT_TRUE(text.starts_with("xxx"));
}

TEST(ContentDecoding, RejectsDamagedBodies) {
  try {
    decoded("abc", "gzip");
    FAIL();
  } catch (const HttpError& error) {
    EXPECT_EQ(error.kind(), HttpError::Kind::kOther);
    EXPECT_STREQ(error.what(),
                 "Received response with content-encoding: gzip, but failed to decode it.");
  }
}

TEST(ContentDecoding, StopsAtTheLimit) {
  const DecodedContent content = decode_content(gzip(std::string(500'000, 'x')), "gzip", 1000);
  EXPECT_EQ(content.bytes, std::string(1000, 'x'));
  EXPECT_TRUE(content.truncated);
  EXPECT_FALSE(decode_content(gzip("12345"), "gzip", 5).truncated);
}

}  // namespace
}  // namespace chaos::net

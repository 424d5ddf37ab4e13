#include <gtest/gtest.h>

#include "net/http_client.h"

namespace chaos::net {
namespace {

std::string text(const std::string& body, const std::string& content_type) {
  HttpResponse response;
  response.body = body;
  if (!content_type.empty()) response.headers = {{"content-type", content_type}};
  return body_text(response);
}

TEST(BodyText, UsesTheCharsetOfTheContentType) {
  EXPECT_EQ(text("caf\xc3\xa9", "text/plain; charset=utf-8"), "café");
  EXPECT_EQ(text("caf\xe9", "text/plain; Charset=\"ISO-8859-1\""), "café");
  EXPECT_EQ(text("\x80", "text/plain; a=b; charset=windows-1252"), "€");
  EXPECT_EQ(text("\xcf\xf0", "x/y; charset=KOI8-R"), "оП");
  EXPECT_EQ(text(std::string("h\0i\0", 4), "x/y; charset=utf-16-le"), "hi");
}

TEST(BodyText, ReadsTextWithoutACharsetAsLatin1) {
  EXPECT_EQ(text("caf\xc3\xa9", "text/plain"), "cafÃ©");
  EXPECT_EQ(text("\x93", "text/html"), "\xc2\x93");
}

TEST(BodyText, ReadsJsonAsUtf8) {
  EXPECT_EQ(text("caf\xc3\xa9", "application/json"), "café");
  EXPECT_EQ(text("caf\xe9", "application/json"), "caf\xEF\xBF\xBD");
}

TEST(BodyText, DropsAByteOrderMarkIfTheCharsetSaysSo) {
  EXPECT_EQ(text("\xef\xbb\xbfx", "text/plain; charset=utf-8-sig"), "x");
  EXPECT_EQ(text("\xef\xbb\xbfx", "text/plain; charset=utf-8"), "\xef\xbb\xbfx");
}

TEST(BodyText, ReadsUnknownCharsetsAsUtf8) {
  EXPECT_EQ(text("caf\xc3\xa9", "text/plain; charset=klingon"), "café");
  EXPECT_EQ(text("caf\xc3\xa9", "text/plain; charset="), "café");
}

TEST(BodyText, ReplacesInvalidBytes) {
  EXPECT_EQ(text("a\xff", "text/plain; charset=ascii"), "a\xEF\xBF\xBD");
  EXPECT_EQ(text("a\xe3\x81", "text/plain; charset=shift_jis"), "a縺");
}

TEST(BodyText, GuessesWithoutACharset) {
  EXPECT_EQ(text("caf\xc3\xa9", ""), "café");
  EXPECT_EQ(text("caf\xc3\xa9", "application/x-yaml"), "café");
  EXPECT_EQ(text("", ""), "");
}

}  // namespace
}  // namespace chaos::net

#include "net/percent_encoding.h"

#include <gtest/gtest.h>

#include "net/http_client.h"

namespace chaos::net {
namespace {

TEST(PercentEncoding, EncodesForForms) {
  EXPECT_EQ(form_encode("a b&c=café~_.-/"), "a+b%26c%3Dcaf%C3%A9~_.-%2F");
  EXPECT_EQ(form_encode("+"), "%2B");
  EXPECT_EQ(form_encode(""), "");
}

TEST(PercentEncoding, EncodesPaths) {
  EXPECT_EQ(encode_path("a b/c?d"), "a%20b/c%3Fd");
}

TEST(PercentEncoding, Decodes) {
  EXPECT_EQ(percent_decode("a%20b%C3%a9+%zz%4"), "a bé+%zz%4");
}

TEST(PercentEncoding, KnowsTheLegalCharactersOfEachPart) {
  EXPECT_EQ(encode_illegal("a/b@c", UrlPart::kUserInfo), "a%2Fb%40c");
  EXPECT_EQ(encode_illegal("a/b@c?d", UrlPart::kPath), "a/b@c%3Fd");
  EXPECT_EQ(encode_illegal("a/b@c?d", UrlPart::kQuery), "a/b@c?d");
}

TEST(PercentEncoding, WritesEscapesInUpperCase) {
  EXPECT_EQ(encode_illegal("%c3%a9", UrlPart::kPath), "%C3%A9");
}

TEST(PercentEncoding, RequotesWholeUrls) {
  EXPECT_EQ(requote("http://h/%7Eme/%20 [x]"), "http://h/~me/%20%20[x]");
  EXPECT_EQ(requote("http://h/%20%zz"), "http://h/%2520%25zz");
  EXPECT_EQ(requote("100%"), "100%");
}

}  // namespace
}  // namespace chaos::net

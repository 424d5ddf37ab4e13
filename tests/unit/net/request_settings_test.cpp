#include "net/request_settings.h"

#include <gtest/gtest.h>

#include "json/json_reader.h"

namespace chaos::net {
namespace {

HttpRequest with_headers(const char* json) {
  HttpRequest request;
  set_headers(parse_json(json), request);
  return request;
}

HttpRequest with_verify_tls(const char* json) {
  HttpRequest request;
  const Json setting = parse_json(json);
  set_verify_tls(&setting, request);
  return request;
}

TEST(RequestSettings, SetsHeaders) {
  const HttpRequest request = with_headers(R"({"X-A": "1", "Accept": null, "x-a": "2"})");
  EXPECT_EQ(request.headers, (Headers{{"x-a", "2"}}));
  EXPECT_EQ(request.removed_headers, std::vector<std::string>{"Accept"});
}

TEST(RequestSettings, AcceptsNullHeaders) {
  EXPECT_TRUE(with_headers("null").headers.empty());
  EXPECT_TRUE(with_headers("[]").headers.empty());
}

TEST(RequestSettings, RejectsHeadersThatAreNotStrings) {
  try {
    with_headers(R"({"X-One": 1})");
    FAIL();
  } catch (const UnsuitableHeader& error) {
    EXPECT_STREQ(error.what(), "Header part (1) from ('X-One', 1) must be of type str or bytes");
  }
  EXPECT_THROW(with_headers(R"(["A: b"])"), UnsuitableHeader);
}

TEST(RequestSettings, SetsADefaultHeaderOnlyOnce) {
  HttpRequest request = with_headers(R"({"content-type": "a/b"})");
  set_default_header(request, "Content-Type", "c/d");
  set_default_header(request, "X-B", "1");
  EXPECT_EQ(request.headers, (Headers{{"content-type", "a/b"}, {"X-B", "1"}}));
}

TEST(RequestSettings, VerifiesTlsUnlessDisabled) {
  EXPECT_TRUE(with_verify_tls("null").verify_tls);
  EXPECT_TRUE(with_verify_tls("true").verify_tls);
  EXPECT_FALSE(with_verify_tls("false").verify_tls);
  EXPECT_FALSE(with_verify_tls("0").verify_tls);
  EXPECT_EQ(with_verify_tls(R"("/ca.pem")").ca_bundle, "/ca.pem");
  HttpRequest untouched;
  set_verify_tls(nullptr, untouched);
  EXPECT_TRUE(untouched.verify_tls);
}

}  // namespace
}  // namespace chaos::net

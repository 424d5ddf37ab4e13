#include "net/url.h"

#include <gtest/gtest.h>

#include "net/http_client.h"

namespace chaos::net {
namespace {

std::string prepared(std::string_view text, std::string_view query = {}) {
  return prepare_url(text, query).target();
}

std::string problem_with(std::string_view text) {
  try {
    prepare_url(text);
  } catch (const HttpError& error) {
    EXPECT_EQ(error.kind(), HttpError::Kind::kInvalidUrl);
    return error.what();
  }
  return "nothing";
}

std::string redirected(std::string_view base, std::string_view location) {
  return resolve_redirect(prepare_url(base), location).target();
}

TEST(Url, EncodesIllegalCharacters) {
  EXPECT_EQ(prepared("http://h/a b/café?q=x y"), "http://h/a%20b/caf%C3%A9?q=x%20y");
  EXPECT_EQ(prepared("http://h/?x=|\""), "http://h/?x=%7C%22");
}

TEST(Url, KeepsEscapesOnlyIfAllPercentSignsAreEscapes) {
  EXPECT_EQ(prepared("http://h/a%2fb%7Ec"), "http://h/a%2Fb~c");
  EXPECT_EQ(prepared("http://h/a%2fb%7Ec%zz?x=%2f"), "http://h/a%252Fb%257Ec%25zz?x=%2F");
}

TEST(Url, RemovesDotSegments) {
  EXPECT_EQ(prepared("http://h/a/../b/./c"), "http://h/b/c");
  EXPECT_EQ(prepared("http://h/../../x/.."), "http://h/");
  EXPECT_EQ(prepared("http://h/a//b"), "http://h/a//b");
}

TEST(Url, NormalizesSchemeHostAndEmptyPath) {
  EXPECT_EQ(prepared(" HTTP://Example.COM:8080"), "http://example.com:8080/");
  EXPECT_EQ(prepared("http://[2001:DB8::1]:80/x"), "http://[2001:db8::1]:80/x");
  EXPECT_EQ(prepare_url("http://[::1]/").host_name(), "::1");
  EXPECT_EQ(prepared("http://h?"), "http://h/");
}

TEST(Url, AddsTheExtraQuery) {
  EXPECT_EQ(prepared("http://h/r?first=1", "second=2"), "http://h/r?first=1&second=2");
  EXPECT_EQ(prepared("http://h/r#here", "x=1&y=%20z"), "http://h/r?x=1&y=%20z");
  EXPECT_EQ(prepared("http://h/?a=100%", "b=%20"), "http://h/?a=100%25&b=%20");
}

TEST(Url, RemovesUserInformation) {
  const Url url = prepare_url("http://me:se%40cret@h:1/x#part");
  EXPECT_EQ(url.user_info, "me:se%40cret");
  EXPECT_EQ(url.target(), "http://h:1/x");
  EXPECT_EQ(url.fragment, "part");
}

TEST(Url, ConvertsInternationalHostsToAscii) {
  EXPECT_EQ(prepared("http://bücher.example/"), "http://xn--bcher-kva.example/");
}

TEST(Url, RejectsWhatIsNotAnHttpUrl) {
  EXPECT_EQ(problem_with("just/a/path"),
            "Invalid URL 'just/a/path': No scheme supplied. Perhaps you meant "
            "https://just/a/path?");
  EXPECT_EQ(problem_with("http:///x"), "Invalid URL 'http:///x': No host supplied");
  EXPECT_EQ(problem_with("http:x"), "Invalid URL 'http:x': No host supplied");
  EXPECT_EQ(problem_with("ftp://x/"), "No connection adapters were found for 'ftp://x/'");
  EXPECT_EQ(problem_with("h:80/x"), "No connection adapters were found for 'h:80/x'");
  EXPECT_EQ(problem_with("httpx://h/"), "No connection adapters were found for 'httpx://h/'");
  EXPECT_EQ(problem_with("http://*.x/"), "URL has an invalid label.");
  EXPECT_EQ(problem_with("http://a b/"),
            "Failed to parse: Host 'a b' contains invalid character ' '");
}

TEST(Url, RejectsInvalidHostsAndPorts) {
  EXPECT_EQ(problem_with("http://a:99999/"),
            "Failed to parse: 'a:99999' is not a valid host or port");
  EXPECT_EQ(problem_with("http://a:b/"), "Failed to parse: 'a:b' is not a valid host or port");
  EXPECT_EQ(problem_with("http://[::1/"), "Failed to parse: '[::1' is not a valid host or port");
  EXPECT_EQ(problem_with("http://[::1]x/"),
            "Failed to parse: '[::1]x' is not a valid host or port");
  EXPECT_EQ(problem_with("http://[zz]/"), "Failed to parse: '[zz]' is not a valid host or port");
  EXPECT_EQ(problem_with(""), "Invalid URL '': No scheme supplied. Perhaps you meant https://?");
}

TEST(Url, ResolvesRedirects) {
  EXPECT_EQ(redirected("http://h/a/b/c", "../up/./x?y=1"), "http://h/a/up/x?y=1");
  EXPECT_EQ(redirected("http://h/a/b?q=1", "?z=1"), "http://h/a/b?z=1");
  EXPECT_EQ(redirected("http://h/a/b?q=1", "#top"), "http://h/a/b?q=1");
  EXPECT_EQ(redirected("http://h/a", "/a/../b"), "http://h/b");
  EXPECT_EQ(redirected("http://h/", "y"), "http://h/y");
  EXPECT_EQ(redirected("http://h/a", "../../x"), "http://h/x");
  EXPECT_EQ(redirected("https://h/a", "//other/x"), "https://other/x");
  EXPECT_EQ(redirected("http://h/a", "http:b"), "http://h/b");
  EXPECT_EQ(redirected("http://h/a", "https://o:1/café x"), "https://o:1/caf%C3%A9%20x");
}

TEST(Url, RejectsRedirectsToOtherSchemes) {
  EXPECT_THROW(redirected("http://h/a", "ftp://x/"), HttpError);
  EXPECT_THROW(redirected("http://h/a", "mailto:x"), HttpError);
}

TEST(Url, RecognizesOtherSites) {
  const auto other = [](std::string_view from, std::string_view to) {
    return is_other_site(prepare_url(from), prepare_url(to));
  };
  EXPECT_FALSE(other("http://h/a", "http://H:80/b"));
  EXPECT_FALSE(other("http://h/a", "https://h/b"));
  EXPECT_TRUE(other("https://h/a", "http://h/b"));
  EXPECT_TRUE(other("http://h/a", "http://h:81/b"));
  EXPECT_TRUE(other("http://h/a", "http://www.h/b"));
}

}  // namespace
}  // namespace chaos::net

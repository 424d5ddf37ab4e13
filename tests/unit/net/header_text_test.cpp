#include "net/header_text.h"

#include <gtest/gtest.h>

namespace chaos::net {
namespace {

HttpResponse read(std::initializer_list<const char*> lines) {
  HeaderReader reader;
  for (const char* line : lines)
    reader.add_line(line);
  EXPECT_TRUE(reader.is_final());
  HttpResponse response;
  reader.store(response);
  return response;
}

TEST(HeaderText, ReadsStatusReasonAndHeaders) {
  const HttpResponse response =
      read({"HTTP/1.1 404 Not Found\r\n", "X-One: 1\r\n", "x-two:2 \r\n", "\r\n"});
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.reason, "Not Found");
  EXPECT_EQ(response.headers, (Headers{{"X-One", "1"}, {"x-two", "2 "}}));
}

TEST(HeaderText, ToleratesAMissingReason) {
  const HttpResponse response = read({"HTTP/1.1 399\r\n", "\r\n"});
  EXPECT_EQ(response.status, 399);
  EXPECT_EQ(response.reason, "");
}

TEST(HeaderText, JoinsRepeatedHeadersAtTheFirst) {
  const HttpResponse response =
      read({"HTTP/1.1 200 OK\r\n", "X-B: one\r\n", "X-C: c\r\n", "x-b: two\r\n", "\r\n"});
  EXPECT_EQ(response.headers, (Headers{{"X-B", "one, two"}, {"X-C", "c"}}));
}

TEST(HeaderText, JoinsContinuedLines) {
  const HttpResponse response = read({"HTTP/1.1 200 OK\r\n", "X-A: one\r\n", "  two\r\n", "\r\n"});
  EXPECT_EQ(*response.header("x-a"), "one two");
}

TEST(HeaderText, TakesTheLastOfSeveralResponses) {
  HeaderReader reader;
  for (const char* line : {"HTTP/1.1 100 Continue\r\n", "X-Old: 1\r\n", "\r\n"}) {
    reader.add_line(line);
  }
  EXPECT_FALSE(reader.is_final());
  for (const char* line : {"HTTP/1.1 200 OK\r\n", "\r\n"})
    reader.add_line(line);
  EXPECT_TRUE(reader.is_final());
  HttpResponse response;
  reader.store(response);
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.headers.empty());
}

TEST(HeaderText, IgnoresTrailers) {
  const HttpResponse response = read({"HTTP/1.1 200 OK\r\n", "\r\n", "X-Trailer: 1\r\n"});
  EXPECT_TRUE(response.headers.empty());
}

TEST(HeaderText, ConvertsBetweenLatin1AndUtf8) {
  EXPECT_EQ(from_latin1("caf\xe9"), "café");
  EXPECT_EQ(to_latin1("café"), "caf\xe9");
  EXPECT_EQ(to_latin1("5 €"), std::nullopt);
}

TEST(HeaderText, RejectsWhatWouldBreakTheRequest) {
  EXPECT_NO_THROW(check_header("X-A", ""));
  EXPECT_NO_THROW(check_header("X-A", "b c"));
  EXPECT_THROW(check_header("X-A", " b"), HttpError);
  EXPECT_THROW(check_header("X-A", "a\r\nX-B: c"), HttpError);
  EXPECT_THROW(check_header("X:A", "b"), HttpError);
  EXPECT_THROW(check_header("", "b"), HttpError);
  EXPECT_THROW(check_header("X-A", "5 €"), HttpError);
}

TEST(HeaderText, SetsAndRemovesInAnyCase) {
  Headers headers{{"Accept", "*/*"}, {"X-A", "1"}};
  set_header(headers, "accept", "text/plain");
  set_header(headers, "X-B", "2");
  EXPECT_EQ(headers, (Headers{{"accept", "text/plain"}, {"X-A", "1"}, {"X-B", "2"}}));
  remove_header(headers, "x-a");
  EXPECT_EQ(find_header(headers, "X-A"), nullptr);
  EXPECT_EQ(*find_header(headers, "ACCEPT"), "text/plain");
}

}  // namespace
}  // namespace chaos::net

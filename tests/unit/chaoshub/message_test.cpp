#include "http/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/pagination.h"
#include "http/problem.h"

namespace chaos::hub::http {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

int status_of_body(const std::string& body) {
  try {
    json_object({.body = body});
    return 200;
  } catch (const Problem& problem) {
    return problem.status();
  }
}

struct Thing {
  std::string id;
};

std::vector<Thing> things(std::initializer_list<const char*> ids) {
  std::vector<Thing> things;
  for (const char* id : ids)
    things.push_back({id});
  return things;
}

Json to_json(const std::vector<Thing>& things) {
  Json list = Json::array();
  for (const Thing& thing : things)
    list.push_back(thing.id);
  return list;
}

TEST(Message, DecodesQueries) {
  EXPECT_THAT(parse_query("a=1&b=x%20y&c&=&a=2&d=%zz+"),
              ElementsAre(Pair("", ""), Pair("a", "2"), Pair("b", "x y"), Pair("c", ""),
                          Pair("d", "%zz ")));
  EXPECT_EQ(percent_decode("a+b%2Bc"), "a+b+c");
  EXPECT_EQ(percent_decode("%4"), "%4");
}

TEST(Message, FindsHeadersAndCookies) {
  const Request request{.headers = {{"Cookie", "a=1; session=x=y ;b=2"}, {"X-Y", "z"}}};
  EXPECT_EQ(request.header("x-y"), "z");
  EXPECT_EQ(request.header("other"), "");
  EXPECT_EQ(request.cookie("session"), "x=y");
  EXPECT_EQ(request.cookie("c"), "");
}

TEST(Message, AcceptsOnlyObjects) {
  EXPECT_EQ(status_of_body("{}"), 200);
  EXPECT_EQ(status_of_body("[]"), 422);
  EXPECT_EQ(status_of_body(""), 400);
  EXPECT_EQ(status_of_body("{"), 400);
  EXPECT_EQ(status_of_body(std::string(1000, '[')), 422);
  EXPECT_EQ(status_of_body("{\"a\": \"" + std::string(1000, '[') + "\\\"" + "\"}"), 200);
}

TEST(Message, ReadsInvalidUtf8AsLatin1) {
  EXPECT_EQ(json_object({.body = "{\"a\": \"caf\xE9\"}"})["a"], "caf\u00e9");
  EXPECT_EQ(json_object({.body = "{\"a\": \"caf\u00e9\"}"})["a"], "caf\u00e9");
}

TEST(Problems, AreJsonForClientsThatAcceptIt) {
  const Problem problem(404, "no such thing");
  const Response details = problem_response(problem, {});
  EXPECT_EQ(details.status, 404);
  EXPECT_EQ(*find_header(details.headers, "content-type"), "application/problem+json");
  const Json body = Json::parse(details.body);
  EXPECT_EQ(body["title"], "Not Found");
  EXPECT_EQ(body["message"], "no such thing");
  const Response plain = problem_response(problem, {.headers = {{"Accept", "application/json"}}});
  EXPECT_EQ(*find_header(plain.headers, "content-type"), "application/json");
}

TEST(Pages, LinkToTheNext) {
  const Request request{.path = "/things", .query = {{"limit", "2"}, {"status", "a b"}}};
  const ListRange range = list_range_of(request);
  EXPECT_EQ(range.limit, 2);
  const Response full = list_response(request, range, things({"first", "last"}));
  EXPECT_EQ(full.body, R"(["first","last"])");
  EXPECT_EQ(*find_header(full.headers, "Link"),
            "</things?limit=2&before=last&status=a+b>; rel=\"next\"");
  const Response rest = list_response(request, range, things({"first"}));
  EXPECT_EQ(find_header(rest.headers, "Link"), nullptr);
  for (const char* limit : {"0", "201", "x", "", "1x"})
    EXPECT_THROW(list_range_of({.query = {{"limit", limit}}}), Problem) << limit;
}

}  // namespace
}  // namespace chaos::hub::http

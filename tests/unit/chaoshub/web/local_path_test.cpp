#include "web/local_path.h"

#include <gtest/gtest.h>

namespace chaos::hub::web {
namespace {

TEST(LocalPath, AcceptsPathsOfTheHub) {
  for (const char* path : {"/", "/account", "/organizations/1/teams/2?status=failed&limit=10",
                           "/a%20b", "/a//b", "/a?next=https://x.example"})
    EXPECT_EQ(local_path(path), path);
}

TEST(LocalPath, RejectsOtherSites) {
  for (const char* path :
       {"", "account", "https://evil.example", "//evil.example", "///evil.example",
        "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example",
        "javascript:alert(1)", " /account", "/a\r\nSet-Cookie: x=y", "/\x7F", "/\xC3\xA4"})
    EXPECT_EQ(local_path(path), "/") << path;
  EXPECT_EQ(local_path("/" + std::string(3000, 'a')), "/");
}

TEST(LocalPath, AcceptsEveryRequestedPath) {
  http::Request request;
  request.path = "/a b/ä\\";
  request.query = {{"x y", "1&2"}, {"z", "/"}};
  const std::string address = path_and_query(request);
  EXPECT_EQ(address, "/a%20b/%C3%A4%5C?x+y=1%262&z=%2F");
  EXPECT_EQ(local_path(address), address);
  request.path = "//evil.example";
  EXPECT_EQ(local_path(path_and_query(request)), "/");
}

}  // namespace
}  // namespace chaos::hub::web

#include "net/proxy_environment.h"

#include <gtest/gtest.h>

#include <list>

#include "support/environment_variable.h"

namespace chaos::net {
namespace {

using chaos::testing::EnvironmentVariable;

class ProxyEnvironment : public ::testing::Test {
 protected:
  ProxyEnvironment() {
    for (const char* name : {"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy",
                             "ALL_PROXY", "no_proxy", "NO_PROXY", "REQUEST_METHOD"}) {
      variables_.emplace_back(name, std::nullopt);
    }
  }
  void set(const char* name, const char* value) { variables_.emplace_front(name, value); }

  static std::string proxy(std::string_view url) { return proxy_for(prepare_url(url)); }

 private:
  std::list<EnvironmentVariable> variables_;
};

TEST_F(ProxyEnvironment, HasNoneByDefault) {
  EXPECT_EQ(proxy("http://h/"), "");
}

TEST_F(ProxyEnvironment, DependsOnTheScheme) {
  set("http_proxy", "http://p:1");
  set("HTTPS_PROXY", "http://s:2");
  EXPECT_EQ(proxy("http://h/"), "http://p:1");
  EXPECT_EQ(proxy("https://h/"), "http://s:2");
}

TEST_F(ProxyEnvironment, PrefersLowerCase) {
  set("HTTP_PROXY", "http://big");
  EXPECT_EQ(proxy("http://h/"), "http://big");
  set("http_proxy", "http://small");
  EXPECT_EQ(proxy("http://h/"), "http://small");
}

TEST_F(ProxyEnvironment, FallsBackToAllProxy) {
  set("ALL_PROXY", "http://all");
  set("https_proxy", "");
  EXPECT_EQ(proxy("http://h/"), "http://all");
  EXPECT_EQ(proxy("https://h/"), "http://all");
}

TEST_F(ProxyEnvironment, DistrustsHttpProxyInCgiPrograms) {
  set("HTTP_PROXY", "http://evil");
  set("REQUEST_METHOD", "GET");
  EXPECT_EQ(proxy("http://h/"), "");
}

TEST_F(ProxyEnvironment, ObeysNoProxy) {
  set("http_proxy", "http://p:1");
  set("no_proxy", "localhost, .inner.example,10.0.0.0/8");
  EXPECT_EQ(proxy("http://localhost/"), "");
  EXPECT_EQ(proxy("http://a.inner.example:8080/"), "");
  EXPECT_EQ(proxy("http://10.1.2.3/"), "");
  EXPECT_EQ(proxy("http://11.1.2.3/"), "http://p:1");
  EXPECT_EQ(proxy("http://example/"), "http://p:1");
}

TEST(BypassesProxy, MatchesNamesSuffixesAndPorts) {
  const auto bypasses = [](std::string_view url, std::string_view list) {
    return bypasses_proxy(prepare_url(url), list);
  };
  EXPECT_TRUE(bypasses("http://any/", "*"));
  EXPECT_TRUE(bypasses("http://a.b/", "B"));
  EXPECT_FALSE(bypasses("http://ab/", "b"));
  EXPECT_TRUE(bypasses("http://h:81/", "h:81"));
  EXPECT_FALSE(bypasses("http://h:82/", "h:81"));
  EXPECT_TRUE(bypasses("http://192.168.1.9/", "x,192.168.0.0/16"));
  EXPECT_FALSE(bypasses("http://192.168.1.9/", "192.168.0.0/33"));
  EXPECT_FALSE(bypasses("http://h/", ", ,."));
}

}  // namespace
}  // namespace chaos::net

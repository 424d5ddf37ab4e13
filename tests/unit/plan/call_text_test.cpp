#include "plan/call_text.h"

#include <gtest/gtest.h>

namespace chaos::plan {
namespace {

TEST(CallText, ShowsACommandLine) {
  Json provider = {{"type", "process"}, {"path", "kill"}, {"arguments", {"-9", 4711, "a b", ""}}};
  EXPECT_EQ(call_text(provider), "kill -9 4711 'a b' ''");
  provider["arguments"] = "-9 4711 | tee log";
  EXPECT_EQ(call_text(provider), "kill -9 4711 | tee log");
  provider["arguments"] = {{"--signal", "KILL"}, {"--all", nullptr}};
  EXPECT_EQ(call_text(provider), "kill --signal KILL --all");
  provider.erase("arguments");
  EXPECT_EQ(call_text(provider), "kill");
}

TEST(CallText, ShowsARequest) {
  const Json provider = {{"type", "http"}, {"url", "http://shop:81/a?b"}, {"method", "put"}};
  EXPECT_EQ(call_text(provider), "PUT http://shop:81/a?b");
  EXPECT_EQ(host_of(call_text(provider)), "shop:81");
  EXPECT_EQ(host_of("GET https://user:pass@shop/x"), "shop");
  EXPECT_EQ(host_of("GET nowhere"), "");
}

TEST(CallText, ShowsAFunctionCall) {
  const Json provider = {{"type", "python"},
                         {"module", "shop.orders"},
                         {"func", "place"},
                         {"arguments", {{"count", 3}, {"item", "tea"}}}};
  EXPECT_EQ(call_text(provider), "shop.orders.place(count=3, item='tea')");
}

TEST(CallText, CopesWithWhatIsNotAProvider) {
  EXPECT_EQ(call_text(Json::object()), "nothing: it has no provider");
  EXPECT_EQ(call_text({{"type", "carrier-pigeon"}}), "provider carrier-pigeon");
}

}  // namespace
}  // namespace chaos::plan

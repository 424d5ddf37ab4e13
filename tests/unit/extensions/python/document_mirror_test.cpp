#include "python/document_mirror.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chaos::python {
namespace {

Json sent(DocumentMirror& mirror, const std::string& name, const Json& value) {
  Json request = Json::object();
  mirror.send(request, name, value);
  return request;
}

TEST(DocumentMirror, SendsADocumentOnce) {
  DocumentMirror mirror;
  const Json document = {{"title", "t"}};
  EXPECT_EQ(sent(mirror, "experiment", document),
            (Json{{"documents", {{"experiment", {{"set", document}}}}}}));
  EXPECT_EQ(sent(mirror, "experiment", document), Json::object());
  EXPECT_TRUE(mirror.has("experiment"));
}

TEST(DocumentMirror, SendsWhatChanged) {
  DocumentMirror mirror;
  sent(mirror, "experiment", {{"title", "t"}, {"method", {1, 2}}});
  const Json request = sent(mirror, "experiment", {{"title", "t"}, {"method", {1, 3}}});
  EXPECT_EQ(request["documents"]["experiment"]["patch"],
            Json::parse(R"([{"op": "replace", "path": "/method/1", "value": 3}])"));
}

TEST(DocumentMirror, SendsAnotherStateWhole) {
  DocumentMirror mirror;
  sent(mirror, "state", {{"output", 1}});
  EXPECT_EQ(sent(mirror, "state", {{"output", 2}})["documents"]["state"],
            (Json{{"set", {{"output", 2}}}}));
}

TEST(DocumentMirror, SendsNothingWhileThePartIsKnown) {
  DocumentMirror mirror;
  const Json known = {{"title", "t"}, {"method", {{{"n", 1}}, {{"n", 2}}}}};
  const auto sent_for = [&](const Json& value, const char* place) {
    Json request = Json::object();
    mirror.send_part(request, "experiment", value, place);
    return request;
  };
  EXPECT_EQ(sent_for(known, "/method/0")["documents"]["experiment"], (Json{{"set", known}}));
  Json changed = known;
  changed["method"][1]["n"] = 3;
  EXPECT_EQ(sent_for(changed, "/method/0"), Json::object());
  EXPECT_EQ(sent_for(changed, "/method/1")["documents"]["experiment"]["patch"].size(), 1);
  changed["method"].push_back({{"n", 4}});
  EXPECT_EQ(sent_for(changed, "/method/2")["documents"]["experiment"]["patch"].size(), 1);
}

TEST(DocumentMirror, KnowsWhetherADocumentIsAsItWasSent) {
  DocumentMirror mirror;
  Json state = {{"output", 1}};
  EXPECT_FALSE(mirror.holds("state", &state));
  sent(mirror, "state", state);
  EXPECT_TRUE(mirror.holds("state", &state));
  state["output"] = 2;
  EXPECT_FALSE(mirror.holds("state", &state));
  EXPECT_FALSE(mirror.holds("state", nullptr));
}

TEST(DocumentMirror, AppliesChangesAndDoesNotSendThemBack) {
  DocumentMirror mirror;
  Json document = {{"a", 1}};
  sent(mirror, "experiment", document);
  const Json answer = Json::parse(
      R"({"changes": {"experiment": {"patch": [{"op": "add", "path": "/b", "value": [2]}]}}})");
  mirror.apply(answer, "experiment", document);
  EXPECT_EQ(document, (Json{{"a", 1}, {"b", {2}}}));
  EXPECT_EQ(sent(mirror, "experiment", document), Json::object());
}

TEST(DocumentMirror, KeepsWhatDidNotChange) {
  DocumentMirror mirror;
  Json document = {{"a", 1}};
  mirror.apply({{"id", 1}}, "experiment", document);
  EXPECT_EQ(document, (Json{{"a", 1}}));
}

TEST(PlaceIn, FindsThePartsThatHooksGet) {
  const Json experiment = Json::parse(R"({"steady-state-hypothesis": {"probes": [{}, {}]},
                                          "method": [{}, {}], "rollbacks": [{}]})");
  EXPECT_EQ(place_in(experiment, experiment), "");
  EXPECT_EQ(place_in(experiment, experiment["steady-state-hypothesis"]),
            "/steady-state-hypothesis");
  EXPECT_EQ(place_in(experiment, experiment["steady-state-hypothesis"]["probes"][1]),
            "/steady-state-hypothesis/probes/1");
  EXPECT_EQ(place_in(experiment, experiment["method"][1]), "/method/1");
  EXPECT_EQ(place_in(experiment, experiment["rollbacks"][0]), "/rollbacks/0");
}

TEST(PlaceIn, DoesNotConfuseAnEqualValueWithThePart) {
  const Json experiment = {{"method", {Json::object()}}};
  EXPECT_EQ(place_in(experiment, Json::object()), std::nullopt);
}

}  // namespace
}  // namespace chaos::python

#include "chaosiq/experiment_block.h"

#include <gtest/gtest.h>

#include "chaos/error.h"

namespace chaos::chaosiq {
namespace {

Json with_extensions(const char* text) {
  return {{"title", "t"}, {"extensions", Json::parse(text)}};
}

TEST(ExperimentBlock, IsFoundByName) {
  const Json experiment = with_extensions(R"(["stray", {"name": "other"}, {"name": 1}, {},
                                             {"name": "chaosiq", "x": 1},
                                             {"name": "chaosiq", "x": 2}])");
  const Json* block = find_block(experiment);
  ASSERT_NE(block, nullptr);
  EXPECT_EQ((*block)["x"], 1);
}

TEST(ExperimentBlock, IsNotThere) {
  for (const char* extensions : {"[]", "null", "{}", "1", R"("chaosiq")", R"([{"name": "x"}])",
                                 R"({"a": {"name": "chaosiq"}})"}) {
    EXPECT_EQ(find_block(with_extensions(extensions)), nullptr) << extensions;
  }
  for (const Json& document : {Json(), Json(1), Json("x"), Json::array(), Json::object()})
    EXPECT_EQ(find_block(document), nullptr);
}

TEST(ExperimentBlock, IsCreatedIfMissing) {
  for (const char* extensions : {"[]", "null"}) {
    Json experiment = with_extensions(extensions);
    block_of(experiment)["x"] = 1;
    EXPECT_EQ(experiment["extensions"], Json::parse(R"([{"name": "chaosiq", "x": 1}])"));
    block_of(experiment)["x"] = 2;
    EXPECT_EQ(experiment["extensions"].size(), 1U);
  }
  Json none = {{"title", "t"}};
  block_of(none);
  EXPECT_EQ(none["extensions"], Json::parse(R"([{"name": "chaosiq"}])"));
}

TEST(ExperimentBlock, ComesAfterThoseOfOthers) {
  Json experiment = with_extensions(R"([{"name": "other"}])");
  block_of(experiment);
  EXPECT_EQ(experiment["extensions"], Json::parse(R"([{"name": "other"}, {"name": "chaosiq"}])"));
}

TEST(ExperimentBlock, DoesNotReplaceAnotherValue) {
  for (const char* extensions : {"{}", "1", R"("x")"}) {
    Json experiment = with_extensions(extensions);
    EXPECT_THROW(block_of(experiment), UnexpectedError) << extensions;
    EXPECT_EQ(experiment, with_extensions(extensions));
  }
  Json list = Json::array();
  EXPECT_THROW(block_of(list), UnexpectedError);
}

TEST(ExperimentBlock, HasText) {
  const Json experiment = with_extensions(R"([{"name": "chaosiq", "a": "b", "n": 1, "z": null}])");
  EXPECT_EQ(block_text(experiment, "a"), "b");
  EXPECT_EQ(block_text(experiment, "n"), "");
  EXPECT_EQ(block_text(experiment, "z"), "");
  EXPECT_EQ(block_text(experiment, "missing"), "");
  EXPECT_EQ(block_text(Json::object(), "a"), "");
}

TEST(ExperimentBlock, StoresKnownIdentifiers) {
  Json experiment = with_extensions(R"([{"name": "chaosiq", "experiment_id": "old", "k": "v"}])");
  note_identifiers(experiment, {});
  EXPECT_EQ(block_text(experiment, "experiment_id"), "old");
  note_identifiers(experiment, {.experiment = "x1", .execution = "", .verification = "v1"});
  EXPECT_EQ(experiment["extensions"],
            Json::parse(R"([{"name": "chaosiq", "experiment_id": "x1", "k": "v"}])"));
  note_identifiers(experiment, {.experiment = "x1", .execution = "e1"});
  EXPECT_EQ(block_text(experiment, "execution_id"), "e1");
}

TEST(ExperimentBlock, IsPublishedWithoutThePathOfItsFile) {
  const Json experiment =
      with_extensions(R"([{"name": "chaosiq", "experiment_path": "/home/me/e.json", "k": "v"},
                          {"name": "other", "experiment_path": "kept"}])");
  EXPECT_EQ(published(experiment)["extensions"], Json::parse(R"([{"name": "chaosiq", "k": "v"},
                            {"name": "other", "experiment_path": "kept"}])"));
  EXPECT_EQ(published({{"title", "t"}}), (Json{{"title", "t"}}));
}

TEST(ExperimentBlock, ReportsOnlyWhetherSomethingIsOmitted) {
  EXPECT_EQ(published({{"dry", nullptr}})["dry"], false);
  EXPECT_EQ(published({{"dry", false}})["dry"], false);
  EXPECT_EQ(published({{"dry", "activities"}})["dry"], true);
  EXPECT_EQ(published({{"dry", true}})["dry"], true);
}

}  // namespace
}  // namespace chaos::chaosiq

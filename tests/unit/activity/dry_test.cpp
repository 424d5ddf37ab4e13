#include "activity/dry.h"

#include <gtest/gtest.h>

namespace chaos {
namespace {

TEST(Dry, IsReadFromItsName) {
  for (const Dry dry : {Dry::kProbes, Dry::kActions, Dry::kActivities, Dry::kPause}) {
    EXPECT_EQ(dry_from_text(to_string(dry)), dry);
  }
  EXPECT_EQ(dry_from_text("rollbacks"), std::nullopt);
  EXPECT_EQ(dry_from_text(""), std::nullopt);
}

TEST(Dry, OfAnActivityWins) {
  EXPECT_EQ(effective_dry(Json::object(), Dry::kProbes), Dry::kProbes);
  EXPECT_EQ(effective_dry(Json::object(), std::nullopt), std::nullopt);
  EXPECT_EQ(effective_dry({{"dry", "actions"}}, Dry::kProbes), Dry::kActions);
  EXPECT_EQ(effective_dry({{"dry", "actions"}}, std::nullopt), Dry::kActions);
  for (const Json& none : {Json(""), Json(), Json(false)}) {  // so an activity can opt out
    EXPECT_EQ(effective_dry({{"dry", none}}, Dry::kActivities), std::nullopt) << none;
  }
  EXPECT_EQ(effective_dry({{"dry", true}}, std::nullopt), Dry::kActivities);
}

TEST(Dry, OfAnActivityIsIgnoredIfItIsUnknown) {
  EXPECT_EQ(effective_dry({{"dry", "action"}}, Dry::kActivities), Dry::kActivities);
  EXPECT_EQ(effective_dry({{"dry", "action"}}, std::nullopt), std::nullopt);
}

TEST(Dry, AppliesToWhatItNames) {
  struct Case {
    std::optional<Dry> dry;
    bool probe;
    bool action;
  };
  for (const auto& [dry, probe, action] :
       {Case{std::nullopt, false, false}, Case{Dry::kProbes, true, false},
        Case{Dry::kActions, false, true}, Case{Dry::kActivities, true, true},
        Case{Dry::kPause, false, false}}) {
    EXPECT_EQ(is_pretended(dry, "probe"), probe);
    EXPECT_EQ(is_pretended(dry, "action"), action);
  }
}

}  // namespace
}  // namespace chaos

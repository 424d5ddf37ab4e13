#include "run/journal_shape.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "chaos/error.h"
#include "run/places.h"
#include "run/undo.h"

namespace chaos {
namespace {

using ::testing::HasSubstr;

Json journal() {
  Json action = {{"name", "break"}, {"type", "action"}, {"provider", {{"type", "process"}}}};
  action["rollback"] = {{{"name", "mend"}, {"type", "action"}}};
  return {{"experiment",
           {{"title", "t"},
            {"method", {action}},
            {"rollbacks", {{{"name", "flat"}}}},
            {"configuration", {{"host", "h"}}},
            {"controls", Json::array({{{"name", "c"}}})},
            {"extensions", nullptr}}},
          {"start", "2026-01-31T12:00:00"},
          {"node", "db-1"},
          {"status", "completed"},
          {"steady_states", {{"before", nullptr}, {"after", nullptr}, {"during", Json::array()}}},
          {"run", {{{"activity", action}, {"status", "succeeded"}}}},
          {"rollbacks", {{{"activity", {{"name", "mend"}}}, {"status", "failed"}}}},
          {"extensions",
           {{{"name", "other"}},
            {{"name", "chaos"},
             {"configuration", {{"host", "h"}}},
             {"withheld", {"token"}},
             {"variable_files", {"/v.json"}},
             {"places", {{"run", {"/method/0"}}, {"rollbacks", {""}}}},
             {"facts", {{{"name", "f"}, {"before", 1}}}},
             {"recovered", {{{"by", "recover"}}}}}}}};
}

std::string complaint_about(const Json& journal) {
  try {
    check_journal_shape(journal, "the journal 'j.json'", "correct it");
  } catch (const InvalidSource& error) {
    return error.what();
  }
  return "";
}

TEST(JournalShape, IsValid) {
  EXPECT_EQ(complaint_about(journal()), "");
}

TEST(JournalShape, NamesThePlaceAndTheExpectedType) {
  Json odd = journal();
  odd["rollbacks"] = Json::object();
  EXPECT_EQ(complaint_about(odd),
            "the journal 'j.json' cannot be used: '/rollbacks' in it must be a list, but it is a "
            "mapping");
  odd = journal();
  odd["extensions"][1]["withheld"][0] = 7;
  EXPECT_THAT(complaint_about(odd),
              HasSubstr("'/extensions/1/withheld/0' in it must be a string, but it is a number"));
  odd = journal();
  odd["run"][0].erase("activity");
  odd["extensions"][1].erase("places");  // which would name the action that began
  EXPECT_THAT(complaint_about(odd),
              HasSubstr("'/run/0/activity' in it must be a mapping, but it is missing"));
  EXPECT_THAT(complaint_about(Json::array()), HasSubstr("it must be a mapping, but it is a list"));
}

/// Visits every place of the document.
template <class Visit>
void visit_places(const Json& value, const JsonPointer& place, const Visit& visit) {
  visit(place);
  if (value.is_object()) {
    for (const auto& [key, member] : value.items())
      visit_places(member, place / key, visit);
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i)
      visit_places(value[i], place / i, visit);
  }
}

/// Whatever is changed, the journal is either rejected or usable.
TEST(JournalShape, IsSufficientForReaders) {
  const Json good = journal();
  const Json odd_values = {Json(), Json::object(), Json::array(),         "x",
                           1,      true,           Json::array({Json()}), Json::array({"x"})};
  visit_places(good, JsonPointer(), [&](const JsonPointer& place) {
    for (const auto& value : odd_values) {
      Json odd = good;
      odd[place] = value;
      if (!complaint_about(odd).empty()) continue;
      EXPECT_NO_THROW({
        undos_of(odd);
        state_places(odd, places_of(odd));
      }) << place.to_string()
         << ": " << to_json_text(value, -1);
    }
  });
}

}  // namespace
}  // namespace chaos

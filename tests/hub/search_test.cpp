/// Searching lists for arbitrary text, with the same results on every database.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/team_of_ada.h"
#include "net/percent_encoding.h"

namespace chaos::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class HubSearch : public ::testing::Test {
 protected:
  HubSearch() {
    for (const Json& more : {Json{{"title", "Kill a web pod"}, {"tags", {"production", "k8s"}}},
                             Json{{"title", "Wi-Fi outage"}, {"description", "Bars and cafés"}},
                             Json{{"title", "ÜBERLAST im Café"}, {"tags", {"Größe"}}},
                             Json{{"title", "Падение сервера"}}, Json{{"title", "数据库 故障"}},
                             Json{{"title", "O'Brien's 100% \"quoted\" -- test; DROP TABLE x"}}}) {
      const std::string title = more.at("title");
      experiments.push_back(ada.publish(title, more));
      Json journal = finished_journal(experiment_titled(title));
      journal["experiment"].update(more);
      ada.post("/experiments/" + experiments.back() + "/executions", {{"journal", journal}});
    }
  }

  /// The titles found by both lists.
  std::vector<std::string> found(const std::string& query) {
    const std::string rest = "?q=" + net::form_encode(query);
    const auto executions = titles("/executions" + rest);
    EXPECT_EQ(titles("/experiments" + rest), executions) << query;
    return executions;
  }
  std::vector<std::string> titles(const std::string& path) {
    const HubReply reply = ada.get(path);
    EXPECT_EQ(reply.status, 200) << path;
    std::vector<std::string> titles;
    for (const Json& item : reply.json)
      titles.push_back(item.at("title"));
    return titles;
  }

  TeamOfAda ada;
  std::vector<std::string> experiments;
};

TEST_F(HubSearch, FindsWordsAndPrefixes) {
  EXPECT_THAT(found("kill"), ElementsAre("Kill a web pod"));
  EXPECT_THAT(found("KILL pod"), ElementsAre("Kill a web pod"));
  EXPECT_THAT(found("pod kil"), ElementsAre("Kill a web pod"));
  EXPECT_THAT(found("prod"), ElementsAre("Kill a web pod"));
  EXPECT_THAT(found("k8s"), ElementsAre("Kill a web pod"));
  EXPECT_THAT(found("ill"), IsEmpty());
  EXPECT_THAT(found("kill cafe"), IsEmpty());
  EXPECT_THAT(found("cafe"), ElementsAre("ÜBERLAST im Café", "Wi-Fi outage"));
  EXPECT_THAT(found("CAFÉS"), ElementsAre("Wi-Fi outage"));
  EXPECT_THAT(found("wi-fi"), ElementsAre("Wi-Fi outage"));
  EXPECT_THAT(found("fi"), ElementsAre("Wi-Fi outage"));
  EXPECT_THAT(found("uberlast"), ElementsAre("ÜBERLAST im Café"));
  EXPECT_THAT(found("größe"), ElementsAre("ÜBERLAST im Café"));
  EXPECT_THAT(found("СЕРВЕР"), ElementsAre("Падение сервера"));
  EXPECT_THAT(found("数据"), ElementsAre("数据库 故障"));
  EXPECT_THAT(found("o'brien"), ElementsAre(HasSubstr("O'Brien")));
  EXPECT_THAT(found("100 quot"), ElementsAre(HasSubstr("O'Brien")));
}

TEST_F(HubSearch, AcceptsAnyText) {
  for (const std::string query : {"\"",         "'",           "''",       "kill\"",
                                  "kill AND",   "OR",          "NOT kill", "NEAR(kill pod)",
                                  "kill*pod",   "words:kill",  "(kill",    "kill)",
                                  "kill & pod", "kill | !pod", "kill:*",   "'kill':A",
                                  "^kill",      "-kill",       "+",        "\\",
                                  "{kill}",     "%",           "_",        "kill\n\tpod",
                                  ";--"})
    EXPECT_EQ(ada.get("/executions?q=" + net::form_encode(query)).status, 200) << query;
  EXPECT_THAT(found(std::string("kill\0pod", 8)), ElementsAre("Kill a web pod"));
  EXPECT_THAT(found("kill\xFF\xC0pod"), ElementsAre("Kill a web pod"));
  EXPECT_THAT(found("\"'&|!*:()"), IsEmpty());
  EXPECT_THAT(found("NOT kill"), IsEmpty());  // the word "not"
  EXPECT_THAT(found("kill & pod"), ElementsAre("Kill a web pod"));
  EXPECT_THAT(found("kill" + std::string(5000, 'x')), IsEmpty());
  EXPECT_THAT(found(std::string(5000, ' ')).size(), 6U);
  for (const char* name : {"tag", "person", "experiment_id", "before", "after"})
    for (const std::string& value : {std::string("x\0y", 3), std::string("\xFF"), std::string("'")})
      EXPECT_THAT(titles(std::string("/executions?") + name + "=" + net::form_encode(value)),
                  IsEmpty())
          << name;
}

TEST_F(HubSearch, FiltersSortsAndCounts) {
  const HubReply counted = ada.get("/executions?count=true&limit=2");
  EXPECT_EQ(counted.headers.at("x-total-count"), "6");
  EXPECT_THAT(counted.headers.at("link"), HasSubstr("rel=\"next\""));
  EXPECT_THAT(counted.headers.at("link"), Not(HasSubstr("rel=\"prev\"")));
  const std::string last = counted.json[1]["id"];
  const HubReply second = ada.get("/executions?limit=2&before=" + last);
  EXPECT_THAT(second.headers.at("link"), HasSubstr("rel=\"prev\""));
  const HubReply back =
      ada.get("/executions?limit=2&after=" + second.json[0]["id"].get<std::string>());
  EXPECT_EQ(back.json, counted.json);
  EXPECT_EQ(titles("/executions?tag=production").size(), 1U);
  EXPECT_EQ(titles("/executions?tag=prod").size(), 0U);
  EXPECT_EQ(titles("/executions?person=ada").size(), 6U);
  EXPECT_EQ(titles("/executions?person=bob").size(), 0U);
  EXPECT_EQ(titles("/executions?from=2020-01-01&to=2020-12-31").size(), 0U);
  EXPECT_EQ(titles("/executions?from=2020-01-01").size(), 6U);
  EXPECT_EQ(titles("/experiments?sort=title").front(), "Kill a web pod");
  EXPECT_EQ(titles("/executions?sort=oldest").front(), "Kill a web pod");
  EXPECT_EQ(titles("/executions?sort=longest").size(), 6U);
  EXPECT_EQ(ada.get("/executions?sort=best").status, 422);
  EXPECT_EQ(ada.get("/executions?from=yesterday").status, 422);
  EXPECT_EQ(ada.get("/executions?before=" + last + "&after=" + last).status, 422);
  EXPECT_EQ(ada.get("/experiments?count=true&q=kill").headers.at("x-total-count"), "1");
}

}  // namespace
}  // namespace chaos::testing

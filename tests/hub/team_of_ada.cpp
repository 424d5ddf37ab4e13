#include "hub/team_of_ada.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>

#include "service/clock.h"

namespace chaos::testing {

std::string TeamOfAda::publish(const std::string& title, const Json& more) {
  Json experiment = experiment_titled(title);
  experiment.update(more);
  const HubReply reply = post("/experiments", {{"experiment", experiment}});
  EXPECT_EQ(reply.status, 201) << reply.body;
  return reply.json.value("id", "");
}

std::string TeamOfAda::open(const std::string& experiment, const Json& document) {
  const HubReply reply =
      post("/experiments/" + experiment + "/executions", {{"journal", running_journal(document)}});
  EXPECT_EQ(reply.status, 201) << reply.body;
  return "/experiments/" + experiment + "/executions/" + reply.json.value("id", "");
}

Json experiment_titled(const std::string& title) {
  return {{"title", title}, {"description", "for tests"}, {"method", Json::array()}};
}

namespace {

/// No two runs start at the same time, and all of them some time ago.
hub::Time next_start() {
  static std::atomic<int> count = 0;
  return std::chrono::system_clock::now() - std::chrono::seconds(5) +
         std::chrono::microseconds(++count);
}

/// In the format of journals.
std::string moment(hub::Time time) {
  std::string text = hub::to_text(time);
  text.pop_back();  // the time zone
  return text;
}

}  // namespace

Json running_journal(const Json& experiment) {
  return {{"chaoslib-version", "1.44.0"},
          {"platform", "Linux"},
          {"node", "host"},
          {"experiment", experiment},
          {"start", moment(next_start())},
          {"status", "running"},
          {"steady_states", {{"before", nullptr}, {"after", nullptr}, {"during", Json::array()}}},
          {"run", Json::array()},
          {"rollbacks", Json::array()}};
}

Json finished_journal(const Json& experiment, const std::string& status) {
  Json journal = running_journal(experiment);
  const auto start = hub::time_from(journal.at("start").get<std::string>() + "Z");
  journal.update({{"status", status},
                  {"deviated", false},
                  {"end", moment(start.value() + std::chrono::seconds(1))},
                  {"duration", 1.0}});
  return journal;
}

Json event_of(const std::string& uid, const std::string& type, const std::string& name) {
  const Json data = {{"context", {{"name", name}}}, {"state", nullptr}};
  return {{"specversion", "1.0"},
          {"id", uid},
          {"source", "chaosiq-cloud"},
          {"type", type},
          {"datacontenttype", "application/json"},
          {"time", "2026-01-31T12:00:00.123456+02:00"},
          {"data", data.dump()}};
}

}  // namespace chaos::testing

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "chaos/json.h"
#include "json/json_reader.h"
#include "support/python_experiment.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

/// An action with an undo, one without, and rollbacks.
Json experiment() {
  Json stop = shell_action("stop", "touch touched");
  stop["rollback"] = shell_action("start", "touch started");
  stop["timeout"] = 30;
  stop["pauses"] = {{"after", 90}};
  Json tell = {{"type", "action"},
               {"name", "tell"},
               {"provider", {{"type", "http"}, {"url", "http://${host}:1/tell"}, {"timeout", 2}}}};
  Json document = experiment_of({stop, tell}, {shell_action("tidy", "touch tidied")});
  document["configuration"] = {
      {"host", {{"type", "env"}, {"key", "PLAN_HOST"}, {"default", "nowhere"}}},
      {"target", "declared"}};
  document["secrets"] = {{"shop", {{"token", {{"type", "env"}, {"key", "PLAN_TOKEN"}}}}}};
  return document;
}

Json plan_of(ChaosCommand& chaos, std::vector<std::string> options = {}) {
  options.insert(options.begin(), {"plan", "--format", "json"});
  options.emplace_back("experiment.json");
  const Outcome outcome = chaos.run(options);
  return outcome.out.empty() ? Json() : parse_json(outcome.out);
}

Json step_of(const Json& plan, const std::string& name) {
  for (const auto& part : plan.at("parts"))
    for (const auto& step : part.at("steps"))
      if (step.at("name") == name) return step;
  return {};
}

Json ending_of(const Json& plan, const std::string& how) {
  for (const auto& ending : plan.at("endings"))
    if (ending.at("how") == how) return ending;
  return {};
}

TEST(Plan, ExecutesNothing) {
  ChaosCommand chaos;
  const Outcome outcome = chaos.env("PLAN_TOKEN", "s3cr3t-token")
                              .experiment(experiment())
                              .run({"plan", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("nothing has been executed"));
  for (const char* file : {"touched", "started", "tidied", "journal.json", "journal.json.wal"})
    EXPECT_FALSE(chaos.exists(file)) << file;
}

TEST(Plan, SaysWhereEachValueComesFrom) {
  ChaosCommand chaos;
  chaos.env("PLAN_TOKEN", "s3cr3t-token").experiment(experiment());
  chaos.file("vars.json", R"({"configuration": {"target": "from-file"}})");
  const auto origin = [](const Json& plan, const std::string& name) -> Json {
    for (const auto& value : plan.at("values"))
      if (value.at("name") == name) return {value.at("value"), value.at("from")};
    return {};
  };
  Json plan = plan_of(chaos);
  EXPECT_EQ(origin(plan, "host"),
            Json({"nowhere", "default: environment variable PLAN_HOST is not set"}));
  EXPECT_EQ(origin(plan, "target"), Json({"declared", "the experiment"}));
  EXPECT_EQ(origin(plan, "shop.token"), Json({"[redacted]", "environment variable PLAN_TOKEN"}));
  plan = plan_of(chaos, {"--var-file", "vars.json"});
  EXPECT_EQ(origin(plan, "target"), Json({"from-file", "variable file vars.json"}));
  plan = plan_of(chaos, {"--var-file", "vars.json", "--var", "target=given"});
  EXPECT_EQ(origin(plan, "target"), Json({"given", "--var"}));
  chaos.env("PLAN_HOST", "there");
  EXPECT_EQ(origin(plan_of(chaos), "host"), Json({"there", "environment variable PLAN_HOST"}));
  EXPECT_EQ(step_of(plan_of(chaos), "tell").at("call"), "GET http://there:1/tell");
}

TEST(Plan, NeverShowsASecretHoweverShortItIs) {
  ChaosCommand chaos;
  Json document = experiment();
  document["method"].push_back(shell_action("use", "echo ${token}"));
  chaos.env("PLAN_TOKEN", "zq7").experiment(document);
  for (const char* format : {"text", "json", "markdown"}) {
    const Outcome outcome = chaos.run({"plan", "--format", format, "experiment.json"});
    EXPECT_THAT(outcome.out + outcome.err, Not(HasSubstr("zq7"))) << format;
    EXPECT_THAT(outcome.out, HasSubstr("redacted")) << format;
  }
}

TEST(Plan, SaysWhatIsMissing) {
  ChaosCommand chaos;
  Json document = experiment();
  document["rollbacks"][0]["provider"]["path"] = "no-such-program";
  const Outcome outcome = chaos.env("PLAN_TOKEN", "s3cr3t-token")
                              .experiment(document)
                              .run({"plan", "--format", "json", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  const Json plan = parse_json(outcome.out);
  EXPECT_EQ(plan.at("valid"), false);
  EXPECT_EQ(step_of(plan, "tidy").at("availability"), "missing");
  EXPECT_EQ(step_of(plan, "stop").at("availability"), "available");
  EXPECT_EQ(step_of(plan, "tell").at("availability"), "not contacted");
  EXPECT_THAT(to_json_text(plan.at("warnings"), -1), HasSubstr("the rollback 'tidy' cannot run"));
}

TEST(Plan, SaysWhatIsPlayedForEachWayToEnd) {
  ChaosCommand chaos;
  chaos.env("PLAN_TOKEN", "s3cr3t-token").experiment(experiment());
  const Json undo = Json::array({"/method/0/rollback"});
  const Json all = {"/method/0/rollback", "/rollbacks/0"};
  Json plan = plan_of(chaos);
  EXPECT_EQ(ending_of(plan, "completed").at("played"), all);
  EXPECT_EQ(ending_of(plan, "interrupted").at("played"), undo);
  EXPECT_EQ(ending_of(plan, "interrupted").at("not_played"), Json::array({"/rollbacks/0"}));
  EXPECT_EQ(ending_of(plan, "failed").at("played"), undo);
  EXPECT_EQ(ending_of(plan, "killed").at("played"), all);
  plan = plan_of(chaos, {"--rollback-strategy", "always"});
  EXPECT_EQ(ending_of(plan, "interrupted").at("played"), all);
  plan = plan_of(chaos, {"--rollback-strategy", "deviated"});
  EXPECT_EQ(ending_of(plan, "completed").at("played"), undo);
  EXPECT_EQ(ending_of(plan, "deviated").at("played"), all);
  EXPECT_EQ(ending_of(plan, "killed").at("played"), undo);
}

TEST(Plan, PlaysNothingWithTheStrategyNeverAndSaysHowToDoItLater) {
  ChaosCommand chaos;
  chaos.env("PLAN_TOKEN", "s3cr3t-token").experiment(experiment());
  const Json all = {"/method/0/rollback", "/rollbacks/0"};
  const Json plan = plan_of(chaos, {"--rollback-strategy", "never"});
  for (const auto& ending : plan.at("endings")) {
    EXPECT_THAT(ending.at("played"), IsEmpty()) << ending;
    EXPECT_EQ(ending.at("not_played"), all) << ending;
  }
  for (const char* format : {"text", "markdown"}) {
    const Outcome outcome =
        chaos.run({"plan", "--rollback-strategy", "never", "--format", format, "experiment.json"});
    EXPECT_THAT(outcome.out, HasSubstr("Strategy: never, so neither the run nor its watchdog"));
    EXPECT_THAT(outcome.out, HasSubstr("`chaos rollback JOURNAL`"));
    EXPECT_THAT(outcome.out, Not(HasSubstr("the watchdog, or")));
    EXPECT_THAT(outcome.out, Not(HasSubstr("by the watchdog")));
  }
}

TEST(Plan, ListsTheFactsWithTheOtherSections) {
  ChaosCommand chaos;
  Json document = experiment();
  Json fact = shell_probe("leader", "cat ${target}");
  fact.erase("tolerance");
  fact["timeout"] = 4;
  document["extensions"] = {{{"name", "other"}}, {{"name", "chaos"}, {"facts", {fact}}}};
  chaos.env("PLAN_TOKEN", "s3cr3t-token").experiment(document);
  const Json plan = plan_of(chaos);
  EXPECT_EQ(plan.at("parts")[0].at("part"), "facts");
  const Json step = step_of(plan, "leader");
  EXPECT_EQ(step.at("pointer"), "/extensions/1/facts/0");
  EXPECT_EQ(step.at("uses"), Json({"target"}));
  EXPECT_EQ(step.at("availability"), "available");
  for (const char* format : {"text", "markdown"}) {
    const Outcome outcome = chaos.run({"plan", "--format", format, "experiment.json"});
    EXPECT_THAT(outcome.out,
                AllOf(HasSubstr("Facts, before the hypothesis and again after the rollbacks"),
                      HasSubstr("probe leader")));
  }
}

TEST(Plan, ListsTheSafeguardsBeforeAnythingThatTheyMayPrevent) {
  ChaosCommand chaos;
  Json document = experiment();
  Json safeguard = shell_probe("healthy", "curl ${target}");
  safeguard["interval"] = "10s";
  safeguard["timeout"] = 4;
  const Json fact = shell_probe("leader", "true");
  document["extensions"] = {{{"name", "chaos"}, {"safeguards", {safeguard}}, {"facts", {fact}}}};
  chaos.file("settings.json", to_json_text({{"safeguards", {shell_probe("on-duty", "true")}}}, 2));
  chaos.env("PLAN_TOKEN", "s3cr3t-token").experiment(document);
  const std::vector<std::string> command = {"--settings", "settings.json", "plan", "--format"};
  const auto plan_as = [&](const char* format) {
    std::vector<std::string> words = command;
    words.insert(words.end(), {format, "experiment.json"});
    return chaos.run(words).out;
  };
  const Json plan = parse_json(plan_as("json"));
  EXPECT_EQ(plan.at("parts")[0].at("part"), "safeguards");
  EXPECT_EQ(plan.at("parts")[1].at("part"), "facts");
  const Json own = step_of(plan, "healthy");
  EXPECT_EQ(own.at("pointer"), "/extensions/0/safeguards/0");
  EXPECT_EQ(own.at("uses"), Json({"target"}));
  EXPECT_EQ(own.at("availability"), "available");
  EXPECT_EQ(own.at("interval"), 10.0);
  EXPECT_EQ(own.at("seconds").at("longest"), 4.5);
  const Json of_settings = step_of(plan, "on-duty");
  EXPECT_EQ(of_settings.at("pointer"), "settings#/safeguards/0");
  EXPECT_TRUE(of_settings.at("interval").is_null());
  // As in a run, a probe without a timeout gets one.
  EXPECT_EQ(of_settings.at("seconds").at("longest"), 30.5);
  EXPECT_EQ(step_of(plan, "leader").at("seconds").at("longest"), 30.5);
  EXPECT_THAT(
      plan_as("text"),
      AllOf(HasSubstr("Safeguards, before anything is touched"), HasSubstr("probe healthy"),
            HasSubstr("again every 10s until the rollbacks begin"), HasSubstr("probe on-duty")));
  EXPECT_THAT(plan_as("markdown"), AllOf(HasSubstr("## Safeguards, before anything is touched"),
                                         HasSubstr("again every 10s")));
}

TEST(Plan, SaysWhatIsMissingForASafeguard) {
  ChaosCommand chaos;
  Json document = experiment();
  Json own = shell_probe("healthy", "");
  own["provider"]["path"] = "no-such-program";
  Json of_settings = own;
  of_settings["name"] = "on-duty";
  document["extensions"] = {{{"name", "chaos"}, {"safeguards", {own}}}};
  chaos.file("settings.json", to_json_text({{"safeguards", {of_settings}}}, 2));
  const Outcome outcome =
      chaos.env("PLAN_TOKEN", "s3cr3t-token")
          .experiment(document)
          .run({"--settings", "settings.json", "plan", "--format", "json", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  const Json plan = parse_json(outcome.out);
  EXPECT_EQ(step_of(plan, "healthy").at("availability"), "missing");
  EXPECT_EQ(step_of(plan, "on-duty").at("availability"), "missing");
  EXPECT_THAT(to_json_text(plan.at("problems"), -1),
              HasSubstr("(/safeguards/0/provider/path in the settings)"));
}

TEST(Plan, WarnsOfVariablesThatAreNotDeclared) {
  const auto request = [](const char* name, const char* url) {
    return Json{{"type", "action"}, {"name", name}, {"provider", {{"type", "http"}, {"url", url}}}};
  };
  ChaosCommand chaos;
  const Json plan =
      plan_of(chaos.experiment(experiment_of({request("stop", "http://127.0.0.1/${service}")},
                                             {request("start", "http://127.0.0.1/${unit}"),
                                              request("check", "http://127.0.0.1/${service}")})));
  std::vector<std::string> warnings;
  for (const auto& warning : plan.at("warnings")) {
    warnings.push_back(warning.at("kind").get<std::string>() + " " +
                       warning.at("pointer").get<std::string>());
    EXPECT_EQ(warning.at("severity"), "warning");
  }
  EXPECT_THAT(warnings, IsSupersetOf({"UndeclaredVariable /method/0/provider/url",
                                      "RollbackCannotRun /rollbacks/0/provider/url",
                                      "RollbackCannotRun /rollbacks/1/provider/url"}));
  EXPECT_EQ(step_of(plan, "stop").at("unknown"), Json({"service"}));
}

TEST(Plan, WarnsOfRollbacksThatTheStrategyDoesNotPlay) {
  ChaosCommand chaos;
  chaos.env("PLAN_TOKEN", "s3cr3t-token").experiment(experiment());
  const auto warning = [&](std::vector<std::string> options) -> std::string {
    const Json plan = plan_of(chaos, std::move(options));
    for (const auto& one : plan.at("warnings")) {
      if (one.at("kind") == "RollbacksNotPlayed") return one.at("message");
    }
    return {};
  };
  EXPECT_EQ(warning({}),
            "with the rollback strategy 'default', rollbacks are not played for these endings: "
            "failed, interrupted");
  EXPECT_EQ(warning({"--rollback-strategy", "always"}), "");
  EXPECT_EQ(warning({"--rollback-strategy", "never"}),
            "with the rollback strategy 'never', rollbacks are not played for these endings: "
            "completed, deviated, failed, aborted, interrupted, killed");
  chaos.experiment(experiment_of({shell_probe("look", "true")}, {shell_action("tidy", "true")}));
  EXPECT_EQ(warning({}), "");
}

TEST(Plan, SaysWhetherAPythonFunctionExists) {
  PythonCommand chaos("def stop(host): pass\ndef mend(): pass\n");
  Json missing = python_action("start");
  chaos.experiment(
      experiment_of({python_action("stop", {{"host", "a"}})}, {missing, python_action("mend")}));
  const Json plan = plan_of(chaos);
  EXPECT_EQ(step_of(plan, "stop").at("availability"), "available");
  EXPECT_EQ(step_of(plan, "stop").at("detail"), "function found");
  EXPECT_EQ(step_of(plan, "mend").at("availability"), "available");
  EXPECT_EQ(step_of(plan, "start").at("availability"), "missing");
  EXPECT_EQ(step_of(plan, "start").at("detail"),
            "The python module 'tools' does not expose a function called 'start' in action "
            "'start'");
  EXPECT_THAT(to_json_text(plan.at("warnings"), -1),
              HasSubstr("the rollback 'start' cannot run: The python module"));
}

TEST(Plan, CountsWhatIsCheckedAfterTheRollbacks) {
  ChaosCommand chaos;
  Json probe = shell_probe("steady", "true");
  probe["timeout"] = 10;
  Json document = with_hypothesis(experiment_of({}), {probe});
  const auto longest = [&] {
    return plan_of(chaos.experiment(document)).at("seconds").at("run").at("longest").get<double>();
  };
  const double once = longest() / 2;  // before and after the method
  document["runtime"]["hypothesis"]["after-rollbacks"] = true;
  EXPECT_EQ(longest(), 3 * once);
  EXPECT_THAT(chaos.run({"plan", "experiment.json"}).out,
              HasSubstr("Hypothesis, before the method, after the method and after the rollbacks"));
  Json fact = probe;
  fact["name"] = "leader";
  fact.erase("tolerance");
  document["extensions"] = {{{"name", "chaos"}, {"facts", {fact}}}};
  EXPECT_EQ(longest(), 5 * once);
}

TEST(Plan, CountsTheTimeOfHooksThatHangAfterTheDeadline) {
  ChaosCommand chaos;
  Json document = experiment_of({shell_action("act", "true")});
  document["runtime"] = {{"deadline", 100}, {"deadline-grace", 30}};
  const auto longest = [&] {
    return plan_of(chaos.experiment(document)).at("seconds").at("run").at("longest").get<double>();
  };
  EXPECT_EQ(longest(), 130);
  document["controls"] = {
      {{"name", "c"}, {"provider", {{"type", "python"}, {"module", "chaostracing.control"}}}}};
  EXPECT_EQ(longest(), 160);
  document["runtime"]["deadline-grace"] = 1000;
  EXPECT_EQ(longest(), 1160);
}

TEST(Plan, SaysHowLongItTakes) {
  ChaosCommand chaos;
  Json plan = plan_of(chaos.env("PLAN_TOKEN", "s3cr3t-token").experiment(experiment()));
  EXPECT_EQ(plan.at("seconds").at("run").at("shortest"), 90.0);
  EXPECT_TRUE(plan.at("seconds").at("run").at("longest").is_null());
  EXPECT_EQ(plan.at("seconds").at("without_limit"), Json({"/method/0/rollback", "/rollbacks/0"}));
  Json document = experiment();
  document["method"][0]["rollback"]["timeout"] = 5;
  document["rollbacks"][0]["timeout"] = 5;
  plan = plan_of(chaos.experiment(document));
  EXPECT_EQ(plan.at("seconds").at("run").at("longest"), 30.5 + 90 + 4 + 5.5 + 5.5);
}

TEST(Plan, WarnsAboutWhatStaysBrokenAndUselessChecks) {
  ChaosCommand chaos;
  Json document = experiment_of({shell_action("stop", "true")}, {});
  Json probe = shell_action("look", "true");
  probe["type"] = "probe";
  probe["tolerance"] = {{"type", "regex"}, {"pattern", ".*"}, {"target", "stdout"}};
  document["steady-state-hypothesis"] = {{"title", "steady"}, {"probes", {probe}}};
  Json plan = plan_of(chaos.experiment(document));
  std::vector<std::string> kinds;
  for (const auto& warning : plan.at("warnings"))
    kinds.push_back(warning.at("kind"));
  EXPECT_THAT(kinds, ElementsAre("NoUndo", "CannotFail"));
  EXPECT_GT(plan.at("warnings")[0].at("line").get<int>(), 0);
}

TEST(Plan, FitsAnOrdinaryTerminal) {
  ChaosCommand chaos;
  Json document = experiment();
  document["title"] = "A long title that says " + std::string(120, 'x') + " and goes on after that";
  const Outcome outcome =
      chaos.env("PLAN_TOKEN", "s3cr3t-token").experiment(document).run({"plan", "experiment.json"});
  std::size_t begin = 0;
  for (std::size_t end; (end = outcome.out.find('\n', begin)) != std::string::npos; begin = end + 1)
    EXPECT_LE(end - begin, 80U) << outcome.out.substr(begin, end - begin);
}

TEST(Plan, IsATableInMarkdown) {
  ChaosCommand chaos;
  const Outcome outcome = chaos.env("PLAN_TOKEN", "s3cr3t-token")
                              .experiment(experiment())
                              .run({"plan", "--format", "markdown", "experiment.json"});
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("# Plan: "), HasSubstr("| step | calls |"),
                                 HasSubstr("| interrupted:")));
}

}  // namespace
}  // namespace chaos::testing

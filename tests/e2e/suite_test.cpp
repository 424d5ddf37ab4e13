#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/chaos_command.h"
#include "support/named_pipe.h"
#include "support/shell_command.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string text_of(const Json& experiment) {
  return to_json_text(experiment, 2);
}

std::string saying(const std::string& word) {
  return text_of(experiment_of({shell_action("say", "echo " + word)}));
}

Json named(Json experiment, const char* key, const Json& value) {
  experiment[key] = value;
  return experiment;
}

Json needing(Json experiment, const Json& resource) {
  return named(std::move(experiment), "extensions",
               Json::array({{{"name", "chaos"}, {"resource", resource}}}));
}

Json deviating() {
  return with_hypothesis(experiment_of({shell_action("break", "touch broken-$$")}),
                         {shell_probe("p", "! ls broken-* > /dev/null 2>&1")});
}

TEST(Suite, RunsEachWithItsOwnJournalAndLog) {
  ChaosCommand chaos;
  chaos.file("a.json", saying("one"))
      .file("dir/deep/b.yaml", "title: b\ndescription: b\nmethod: []\n");
  chaos.file("dir/a.json", saying("two")).file("dir/other.json", "{\"no\": \"experiment\"}");
  const Outcome outcome = chaos.run({"run", "--journal-dir", "out", "a.json", "dir"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(chaos.json("out/a.json")["run"][0]["output"]["stdout"], "one\n");
  EXPECT_EQ(chaos.json("out/a-2.json")["run"][0]["output"]["stdout"], "two\n");
  EXPECT_EQ(chaos.json("out/b.json")["status"], "completed");
  EXPECT_THAT(chaos.text("out/a.log"), HasSubstr("Action: say"));
  EXPECT_FALSE(chaos.exists("out/other.json"));
  EXPECT_FALSE(chaos.exists("journal.json"));
  EXPECT_THAT(outcome.out, EndsWith("3 experiments: 3 completed\n"));
  EXPECT_THAT(outcome.log(), Contains("INFO Running 'dir/deep/b.yaml'"));
}

TEST(Suite, AcceptsPatterns) {
  ChaosCommand chaos;
  chaos.file("a1.json", saying("1")).file("a2.json", saying("2")).file("b.json", saying("3"));
  EXPECT_THAT(chaos.run({"run", "a*.json", "a1.json"}).out,
              EndsWith("2 experiments: 2 completed\n"));
  EXPECT_TRUE(chaos.exists("journals/a2.json"));
  EXPECT_FALSE(chaos.exists("journals/b.json"));
  const Outcome none = chaos.run({"run", "c*.json"});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.err, HasSubstr("Error: no file matches 'c*.json'\n"));
}

TEST(Suite, SelectsByTag) {
  ChaosCommand chaos;
  const Json plain = experiment_of({shell_action("say", "true")});
  chaos.file("a.json", text_of(named(plain, "tags", {"net", "db"})));
  chaos.file("b.json", text_of(named(plain, "tags", {"disk"}))).file("c.json", text_of(plain));
  EXPECT_THAT(chaos.run({"run", "--tag", "db", "--tag", "disk", "."}).out,
              EndsWith("2 experiments: 2 completed\n"));
  const Outcome none = chaos.run({"run", "--tag", "other", "a.json"});
  EXPECT_EQ(none.exit_code, 5);
  EXPECT_THAT(none.log(),
              ElementsAre("ERROR No experiment has any of these tags, so nothing was run"));
}

TEST(Suite, ExitsLikeTheWorstOfItsRuns) {
  ChaosCommand chaos;
  chaos.file("a.json", saying("one")).file("b.json", text_of(deviating()));
  chaos.file("c.json", "{");
  const Outcome outcome = chaos.run({"run", "a.json", "b.json", "c.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("completed "), HasSubstr("deviated "), HasSubstr("invalid "),
                    EndsWith("3 experiments: 1 completed, 1 deviated, 1 invalid\n")));
  EXPECT_THAT(outcome.err, HasSubstr("see journals/c.log"));
  EXPECT_EQ(chaos.run({"run", "--exit-codes", "detailed", "a.json", "c.json"}).exit_code, 3);
}

TEST(Suite, StartsNoFurtherRunAfterAFailureIfAskedTo) {
  ChaosCommand chaos;
  chaos.file("a.json", "{").file("b.json", saying("two"));
  const Outcome outcome = chaos.run({"run", "--fail-fast-suite", "a.json", "b.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, EndsWith("2 experiments: 1 invalid, 1 not run\n"));
  EXPECT_FALSE(chaos.exists("journals/b.json"));
}

TEST(Suite, IsNotASuccessIfAnythingWasSkipped) {
  ChaosCommand chaos;
  chaos.file("a.json", text_of(with_hypothesis(experiment_of({shell_action("a", "true")}),
                                               {shell_probe("p", "false")})));
  chaos.file("b.json", saying("two"));
  const Outcome outcome = chaos.run({"run", "--fail-fast-suite", "a.json", "b.json"});
  EXPECT_EQ(outcome.exit_code, 1);  // although the first one alone exits with 0
  EXPECT_THAT(outcome.out, EndsWith("2 experiments: 1 not run, 1 not steady at start\n"));
}

/// Waits until that many of these experiments have started, which requires them to run in parallel.
Json rendezvous(const std::string& name, int count) {
  return experiment_of({shell_action(
      "meet", "touch here-" + name + "; for i in $(seq 200); do [ $(ls here-* | wc -l) -ge " +
                  std::to_string(count) + " ] && exit 0; sleep 0.05; done; exit 1")});
}

TEST(Suite, RunsSeveralInParallel) {
  ChaosCommand chaos;
  for (const std::string name : {"a", "b", "c"})
    chaos.file(name + ".json", text_of(rendezvous(name, 3)));
  EXPECT_EQ(chaos.run({"run", "--jobs", "3", "."}).exit_code, 0);
  for (const char* journal : {"journals/a.json", "journals/b.json", "journals/c.json"})
    EXPECT_EQ(chaos.json(journal)["run"][0]["output"]["status"], 0) << journal;
}

TEST(Suite, NeverRunsTwoWithTheSameResourceInParallel) {
  ChaosCommand chaos;
  const Json alone =
      experiment_of({shell_action("alone", "mkdir taken && sleep 0.2 && rmdir taken")});
  chaos.file("a.json", text_of(needing(alone, "database")));
  chaos.file("b.json", text_of(needing(alone, {"network", "database"})));
  chaos.file("c.json", text_of(needing(alone, "database")));
  chaos.run({"run", "--jobs", "3", "."});
  for (const char* journal : {"journals/a.json", "journals/b.json", "journals/c.json"})
    EXPECT_EQ(chaos.json(journal)["run"][0]["output"]["status"], 0) << journal;
}

class InterruptedSuite : public ::testing::TestWithParam<int> {};

TEST_P(InterruptedSuite, PassesTheSignalOn) {
  ChaosCommand chaos;
  const Json hanging = experiment_of({shell_action("hang", "echo begun > news; sleep 1000")},
                                     {shell_action("back", "touch back")});
  chaos.file("a.json", text_of(hanging)).file("b.json", saying("never"));
  NamedPipe news(chaos.path("news"));
  auto running = chaos.start({"run", "--rollback-strategy", "always", "a.json", "b.json"});
  EXPECT_EQ(news.read_line(), "begun");
  const Outcome outcome = running.signal(GetParam()).wait();
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_EQ(chaos.json("journals/a.json")["status"], "interrupted");
  EXPECT_TRUE(chaos.exists("back"));
  EXPECT_FALSE(chaos.exists("journals/b.json"));
  EXPECT_THAT(outcome.out, EndsWith("2 experiments: 1 interrupted, 1 not run\n"));
}

INSTANTIATE_TEST_SUITE_P(By, InterruptedSuite, ::testing::Values(SIGINT, SIGTERM, SIGHUP, SIGQUIT));

TEST(Suite, ContinuesIfNobodyReadsItsOutput) {
  ShellCommand shell;
  shell.file("a.json", saying("one")).file("b.json", saying("two"));
  shell.script("(\"$CHAOS\" run a.json b.json; echo $? > code) 2>&1 | true");
  EXPECT_EQ(shell.text("code"), "0\n");
  EXPECT_TRUE(shell.exists("journals/b.json"));
}

TEST(Suite, PassesTheOptionsOn) {
  ChaosCommand chaos;
  Json experiment = experiment_of(
      {{{"type", "action"},
        {"name", "say"},
        {"provider",
         {{"type", "process"}, {"path", "echo"}, {"arguments", Json::array({"${who}"})}}}}});
  experiment["configuration"] = {{"who", "nobody"}};
  chaos.file("a.json", text_of(experiment));
  chaos.run({"run", "--journal-dir", "out", "--var", "who=me and you", "a.json"});
  EXPECT_EQ(chaos.json("out/a.json")["run"][0]["output"]["stdout"], "me and you\n");
  chaos.run({"run", "--journal-dir", "out", "--dry", "activities", "a.json"});
  EXPECT_EQ(chaos.json("out/a.json")["run"][0]["output"], nullptr);
}

TEST(Suite, RejectsOneJournalForAll) {
  ChaosCommand chaos;
  chaos.file("a.json", saying("one")).file("b.json", saying("two"));
  const Outcome outcome = chaos.run({"run", "--journal-path", "j.json", "a.json", "b.json"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("Error: each experiment has its own journal: use "
                                     "--journal-dir instead of --journal-path"));
}

struct Ending {
  const char* name;
  Json experiment;
  int classic;
  int detailed;
};

void PrintTo(const Ending& ending, std::ostream* out) {
  *out << ending.name;
}

class ExitCodes : public ::testing::TestWithParam<Ending> {};

TEST_P(ExitCodes, TellHowARunEnded) {
  ChaosCommand chaos;
  chaos.experiment(GetParam().experiment);
  const std::vector<std::string> run{"run", "--no-validation", "experiment.json"};
  EXPECT_EQ(chaos.run(run).exit_code, GetParam().classic);
  EXPECT_EQ(chaos.run({"run", "--exit-codes", "detailed", "--no-validation", "experiment.json"})
                .exit_code,
            GetParam().detailed);
}

INSTANTIATE_TEST_SUITE_P(
    Of, ExitCodes,
    ::testing::Values(
        Ending{"completed", experiment_of({shell_action("a", "true")}), 0, 0},
        Ending{"invalid", Json::array(), 1, 3},
        Ending{
            "failed",
            with_hypothesis(experiment_of({}),
                            {{{"type", "probe"},
                              {"name", "p"},
                              {"tolerance", 200},
                              {"provider", {{"type", "http"}, {"url", "http://127.0.0.1:1/"}}}}}),
            1, 4},
        Ending{"aborted",
               experiment_of(
                   {{{"type", "action"}, {"name", "a"}, {"provider", {{"type", "unknown"}}}}}),
               1, 5},
        Ending{"interrupted", experiment_of({shell_action("a", "kill -INT $PPID; sleep 5")}), 1, 6},
        Ending{"deviated",
               with_hypothesis(experiment_of({shell_action("break", "touch broken")}),
                               {shell_probe("p", "rm broken 2> /dev/null && exit 1 || exit 0")}),
               1, 7},
        Ending{"notSteady",
               with_hypothesis(experiment_of({shell_action("a", "true")}),
                               {shell_probe("p", "false")}),
               0, 8}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace chaos::testing

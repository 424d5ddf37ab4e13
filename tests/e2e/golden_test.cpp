#include "support/golden.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

#include "support/chaos_command.h"
#include "support/named_pipe.h"
#include "support/terminal.h"

namespace chaos::testing {
namespace {

constexpr unsigned short kWidths[] = {80, 120};

/// Sets everything that would make the output depend on the environment.
void settle(ChaosCommand& chaos) {
  for (const char* name : {"NO_COLOR", "LC_CTYPE", "GITHUB_ACTIONS"})
    chaos.env(name, "");
  chaos.env("LC_ALL", "C.UTF-8");
}

std::string file_name(const std::string& name, unsigned columns) {
  return "run-" + name + "." + std::to_string(columns) + ".txt";
}

/// Fails with the same message everywhere, and at any speed.
Json failing(const std::string& name) {
  Json action = shell_action(name, "sleep 1000");
  action["provider"]["timeout"] = 0.05;
  return action;
}

Json titled(Json experiment, const std::string& title) {
  experiment["title"] = title;
  return experiment;
}

/// With a name that does not fit into 80 columns.
Json green() {
  return titled(
      with_hypothesis(
          experiment_of({shell_action("restart-the-worker", "true"),
                         shell_probe("the queue that the worker has left behind is being emptied "
                                     "by the other workers of the group",
                                     "true")},
                        {shell_action("start-the-worker", "true")}),
          {shell_probe("page-is-served", "true")}),
      "The page is served while the worker restarts");
}

Json deviated() {
  return titled(
      with_hypothesis(
          experiment_of(
              {failing("restart-the-worker-that-answers-what-is-asked-of-the-page"),
               shell_action("stop-the-worker", "touch stopped"), failing("warn-everybody")},
              {shell_action("start-the-worker", "true")}),
          {shell_probe("worker-runs", "true"), shell_probe("page-is-served", "test ! -e stopped")}),
      "The page is served while the worker is away");
}

Json interrupted() {
  return titled(with_hypothesis(experiment_of({shell_action("hang", "kill -INT $PPID; sleep 1000"),
                                               shell_action("never-played", "true")},
                                              {shell_action("start-the-worker", "true"),
                                               shell_action("tell-everybody", "true")}),
                                {shell_probe("page-is-served", "true")}),
                "The page is served until it is too late");
}

struct Story {
  const char* name;
  Json experiment;
  std::vector<std::string> options = {};

  std::vector<std::string> arguments() const {
    std::vector<std::string> arguments{"run"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    arguments.emplace_back("experiment.json");
    return arguments;
  }
};

void PrintTo(const Story& story, std::ostream* out) {
  *out << story.name;
}

class Golden : public ::testing::TestWithParam<Story> {};

TEST_P(Golden, OnATerminal) {
  for (const auto columns : kWidths) {
    ChaosCommand chaos;
    settle(chaos);
    chaos.experiment(GetParam().experiment);
    Terminal terminal(chaos, GetParam().arguments(), columns);
    terminal.wait();
    expect_golden(file_name(GetParam().name, columns), without_times(terminal.screen().text()));
  }
}

TEST_P(Golden, Piped) {
  ChaosCommand chaos;
  settle(chaos);
  const Outcome outcome = chaos.experiment(GetParam().experiment).run(GetParam().arguments());
  EXPECT_EQ(outcome.out, "");
  expect_golden(std::string("run-") + GetParam().name + ".piped.txt",
                with_visible_escapes(without_times(outcome.err)));
}

INSTANTIATE_TEST_SUITE_P(Of, Golden,
                         ::testing::Values(Story{"green", green()}, Story{"deviated", deviated()},
                                           Story{"interrupted", interrupted()},
                                           Story{"quiet", deviated(), {"--quiet"}},
                                           Story{"no-progress", green(), {"--no-progress"}}),
                         [](const auto& test) {
                           std::string name = test.param.name;
                           std::erase(name, '-');
                           return name;
                         });

std::string coloured_screen(const std::string& no_colour) {
  ChaosCommand chaos;
  settle(chaos);
  chaos.experiment(deviated()).env("NO_COLOR", no_colour);
  Terminal terminal(chaos, {"run", "experiment.json"});
  terminal.wait();
  return without_times(terminal.screen().text_with_colours());
}

TEST(GoldenColours, AreUsedUnlessTheyAreDisabled) {
  expect_golden("run-colours.80.txt", coloured_screen(""));
  expect_golden("run-NO_COLOR.80.txt", coloured_screen("1"));
}

bool begins_record(const std::string& line) {
  return line.find("[YYYY-MM-DD ") <= 6;  // after a color, if any
}

/// Whether the record contains one of these words, wherever the terminal has wrapped it.
bool has_one_of(std::string record, const std::vector<std::string>& words) {
  std::erase(record, '\n');
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return record.find(word) != record.npos; });
}

/// Moves records that contain one of the words after the others: they come from a separate thread,
/// so their order is random. Lines below a record stay with it.
std::string in_order(const std::string& text, const std::vector<std::string>& words) {
  std::istringstream lines(text);
  std::vector<std::string> records;
  std::string below;
  for (std::string line; std::getline(lines, line);) {
    if (!below.empty() || line.empty() || line.starts_with("▶"))
      below += line + "\n";
    else if (records.empty() || begins_record(line))
      records.push_back(line + "\n");
    else
      records.back() += line + "\n";
  }
  std::stable_partition(records.begin(), records.end(),
                        [&](const std::string& record) { return !has_one_of(record, words); });
  return std::accumulate(records.begin(), records.end(), std::string()) + below;
}

/// An action that waits for the test, with a timeout, and a background probe that does so, too.
Json held() {
  Json watch = shell_probe("watch-the-queue-in-the-background-as-long-as-the-action-lasts",
                           "echo up > news; read go < gate");
  watch["background"] = true;
  Json action = shell_action("restart-the-worker", "echo up > news; read go < gate");
  action["timeout"] = 90;
  return titled(
      with_hypothesis(experiment_of({watch, action}), {shell_probe("page-is-served", "true")}),
      "The page is served while the worker restarts");
}

TEST(GoldenLiveArea, ShowsWhatIsRunning) {
  for (const auto columns : kWidths) {
    ChaosCommand chaos;
    settle(chaos);
    chaos.experiment(held());
    NamedPipe news(chaos.path("news"));
    const NamedPipe gate(chaos.path("gate"));
    Terminal terminal(chaos, {"run", "experiment.json"}, columns);
    news.read_line();
    news.read_line();
    terminal.wait_for_last_line("◍ Probe: watch-the-queue");
    expect_golden(file_name("under-way", columns),
                  in_order(without_times(terminal.screen().text()), {"[in background]"}));
    gate.write_line();
    gate.write_line();
    EXPECT_EQ(terminal.wait(), 0);
  }
}

/// A hypothesis with three samples that are met and a fourth that is not, for which the probe waits
/// for the test; and an action that outlasts them.
Json sampled() {
  return titled(
      with_hypothesis(experiment_of({shell_action("restart-the-worker", "read go < gate")},
                                    {shell_action("start-the-worker", "true")}),
                      {shell_probe("page-is-served",
                                   "echo sample >> samples; "
                                   "[ $(wc -l < samples) -lt 4 ] && exit 0; "
                                   "echo up > news; read go < probe; exit 1")}),
      "The page is served all the time");
}

const std::vector<std::string> kOfTheHypothesis{"ypothesis", "Probe: ", "Continuous steady"};

const std::vector<std::string> kSample{"run",
                                       "--hypothesis-strategy",
                                       "during-method-only",
                                       "--hypothesis-frequency",
                                       "0.01",
                                       "--fail-fast",
                                       "--rollback-strategy",
                                       "always",
                                       "experiment.json"};

TEST(GoldenLiveArea, ShowsTheContinuousHypothesis) {
  for (const auto columns : kWidths) {
    ChaosCommand chaos;
    settle(chaos);
    chaos.experiment(sampled());
    NamedPipe news(chaos.path("news"));
    const NamedPipe probe(chaos.path("probe"));
    const NamedPipe gate(chaos.path("gate"));
    Terminal terminal(chaos, kSample, columns);
    news.read_line();
    terminal.wait_for_last_line("3 of 3 met");
    probe.write_line();
    terminal.wait_for("Continuous steady state hypothesis terminated");
    terminal.wait_for_last_line("3 of 4 met");
    expect_golden(file_name("sampling", columns),
                  in_order(without_times(terminal.screen().text()), kOfTheHypothesis));
    gate.write_line();
    EXPECT_EQ(terminal.wait(), 1);
    expect_golden(file_name("sampled", columns),
                  in_order(without_times(terminal.screen().text()), kOfTheHypothesis));
  }
}

TEST(GoldenPiped, ReportsTheContinuousHypothesis) {
  ChaosCommand chaos;
  settle(chaos);
  chaos.experiment(sampled());
  const NamedPipe news(chaos.path("news"));
  const NamedPipe probe(chaos.path("probe"));
  const NamedPipe gate(chaos.path("gate"));
  probe.write_line();
  auto running = chaos.start(kSample);
  running.wait_for_log("Continuous steady state hypothesis terminated");
  gate.write_line();
  expect_golden(
      "run-sampled.piped.txt",
      in_order(with_visible_escapes(without_times(running.wait().err)), kOfTheHypothesis));
}

/// Several problems, one of which has a line that is too long for any terminal.
constexpr const char* kBroken = R"(title: A page that is served
description: Visitors must not notice
method:
  - type: action
    nam: restart
    provider: {type: process, path: "true"}
  - type: action
    name: warn-everybody-who-looks-at-the-page
    provider: {arguments: ["--message", "the page is restarted, please come again"], timeout: 10, type: proces, path: warn}
)";

TEST(GoldenErrors, FitTheTerminal) {
  ChaosCommand chaos;
  settle(chaos);
  chaos.file("broken.yaml", kBroken);
  for (const auto columns : kWidths) {
    const std::string width = "." + std::to_string(columns) + ".txt";
    Terminal validation(chaos, {"validate", "--all", "broken.yaml"}, columns);
    EXPECT_EQ(validation.wait(), 1);
    expect_golden("validate" + width, without_times(validation.screen().text()));
    Terminal report(chaos, {"report", "nowhere.json"}, columns);
    EXPECT_EQ(report.wait(), 1);
    expect_golden("report-missing" + width, without_times(report.screen().text()));
  }
}

TEST(GoldenHelp, FitsTheTerminal) {
  ChaosCommand chaos;
  for (const auto columns : kWidths) {
    const std::string width = "." + std::to_string(columns) + ".txt";
    Terminal program(chaos, {"--help"}, columns);
    EXPECT_EQ(program.wait(), 0);
    expect_golden("help" + width, program.screen().text());
    Terminal command(chaos, {"run", "--help"}, columns);
    EXPECT_EQ(command.wait(), 0);
    expect_golden("help-run" + width, command.screen().text());
  }
}

}  // namespace
}  // namespace chaos::testing

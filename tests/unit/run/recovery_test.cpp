#include "run/recovery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "chaos/error.h"
#include "run/journal.h"
#include "run/wal_recorder.h"
#include "support/chaos_command.h"
#include "support/fake_file_system.h"
#include "support/story.h"

namespace chaos {
namespace {

using ::testing::ElementsAre;
using testing::FakeFileSystem;
using testing::in_background;
using ::testing::IsEmpty;
using testing::names_of;
using testing::scripted_action;
using testing::scripted_experiment;
using testing::scripted_probe;
using testing::Stage;

const std::string kPath = "run.wal";
const Json kHeader = {{"journal", "journal.json"}};

/// A complete run whose log still exists.
class RecordedRun {
 public:
  explicit RecordedRun(const Json& experiment) {
    WalWriter writer(files, kPath, kHeader);
    const auto recorder = std::make_shared<WalRecorder>(writer);
    stage.context.recorder = recorder.get();
    stage.context.events.add(recorder);
    journal = stage.play(experiment);
    split(*files.content(kPath));
  }

  /// The run as recovered from the first `count` lines of the log.
  RecoveredRun recover_after(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i)
      text += lines.at(i);
    files.set_content(kPath, text);
    return recover_run(files, kPath);
  }

  /// The number of lines up to and including the first that contains `text`.
  std::size_t lines_with(const std::string& text) const {
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].find(text) != std::string::npos) return i + 1;
    }
    ADD_FAILURE() << "no line holds " << text;
    return 0;
  }

  FakeFileSystem files;
  Stage stage;
  Json journal;
  std::vector<std::string> lines;

 private:
  void split(const std::string& text) {
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin) + 1;
      lines.push_back(text.substr(begin, end - begin));
      begin = end;
    }
  }
};

/// The indexes of these rollbacks in the experiment's `rollbacks`.
std::vector<std::size_t> indices_of(const std::vector<Undo>& undos) {
  std::vector<std::size_t> indices;
  for (const auto& undo : undos)
    indices.push_back(std::stoul(undo.pointer.substr(std::string("/rollbacks/").size())));
  return indices;
}

Json whole_experiment() {
  return scripted_experiment({scripted_probe("p"), scripted_probe("q")},
                             {in_background(scripted_action("a")), scripted_action("b")},
                             {scripted_action("r"), scripted_action("s")});
}

TEST(Recovery, OfARunThatEndedHasItsOwnJournal) {
  RecordedRun run(whole_experiment());
  const RecoveredRun recovered = run.recover_after(run.lines.size());
  EXPECT_EQ(recovered.journal, run.journal);
  EXPECT_EQ(recovered.header, kHeader);
  EXPECT_THAT(recovered.left, IsEmpty());
  EXPECT_THAT(recovered.problems, IsEmpty());
}

TEST(Recovery, HasEveryActivityWhereverTheLogEnds) {
  RecordedRun run(whole_experiment());
  std::size_t former = 0;
  for (std::size_t count = 2; count < run.lines.size(); ++count) {
    const RecoveredRun recovered = run.recover_after(count);
    const Json& journal = recovered.journal;
    EXPECT_EQ(journal["status"], "aborted") << count;
    for (const auto& [key, value] : run.journal.items())
      EXPECT_TRUE(journal.contains(key)) << key;
    std::size_t ended = 0;
    for (const char* list : {"run", "rollbacks"}) {
      for (const auto& activity : journal[list]) {
        EXPECT_TRUE(activity.contains("status")) << count;
        if (activity["status"] == "aborted") {
          EXPECT_FALSE(activity.contains("end")) << count;
        }
        if (activity["status"] == "succeeded") ++ended;
      }
    }
    EXPECT_GE(ended, former) << count;
    former = ended;
  }
  EXPECT_EQ(former, 4U);
}

TEST(Recovery, MarksWhatWasRunning) {
  RecordedRun run(scripted_experiment({}, {scripted_action("a"), scripted_action("b")}, {}));
  const RecoveredRun recovered = run.recover_after(run.lines_with("/method/1"));
  EXPECT_THAT(names_of(recovered.journal["run"]), ElementsAre("a", "b:aborted"));
}

TEST(Recovery, HasTheRunsInTheOrderInWhichTheyBegan) {
  Json slow = in_background(scripted_action("slow"));
  slow["pauses"] = {{"before", 0.02}};  // the first one in the method, but the last to begin
  RecordedRun run(scripted_experiment({}, {slow, scripted_action("a"), scripted_action("b")}, {}));
  const RecoveredRun recovered = run.recover_after(run.lines_with("run-ended") - 1);
  EXPECT_EQ(recovered.journal["status"], "aborted");
  EXPECT_EQ(names_of(recovered.journal["run"]), names_of(run.journal["run"]));
}

TEST(Recovery, EndsWithTheLastThingThatHappened) {
  RecordedRun run(scripted_experiment({}, {scripted_action("a"), scripted_action("b")}, {}));
  const RecoveredRun recovered = run.recover_after(run.lines_with("activity-ended"));
  EXPECT_EQ(recovered.journal["end"], recovered.journal["run"][0]["end"]);
  EXPECT_GE(recovered.journal["duration"].get<double>(), 0);
}

TEST(Recovery, KnowsTheRollbacksThatDidNotEnd) {
  RecordedRun run(whole_experiment());
  const auto left_after = [&run](std::size_t count) {
    return indices_of(run.recover_after(count).left);
  };
  EXPECT_THAT(left_after(2), ElementsAre(0, 1));
  const std::size_t started = run.lines_with("/rollbacks/0");
  EXPECT_THAT(left_after(started), ElementsAre(0, 1));
  EXPECT_THAT(left_after(started + 1), ElementsAre(1));
  EXPECT_THAT(left_after(run.lines_with("/rollbacks/1") + 1), IsEmpty());
}

TEST(Recovery, KeepsTheStatesOfTheHypothesis) {
  RecordedRun run(whole_experiment());
  const Json before =
      run.recover_after(run.lines_with(" hypothesis ")).journal["steady_states"]["before"];
  EXPECT_EQ(before, run.journal["steady_states"]["before"]);
}

TEST(Recovery, KeepsTheProbesOfAHypothesisThatWasBeingPlayed) {
  RecordedRun run(whole_experiment());
  const Json before = run.recover_after(run.lines_with("/steady-state-hypothesis/probes/1"))
                          .journal["steady_states"]["before"];
  EXPECT_TRUE(before["steady_state_met"].is_null());
  EXPECT_THAT(names_of(before["probes"]), ElementsAre("p", "q:aborted"));
}

TEST(Recovery, KnowsThatTheSystemDeviated) {
  RecordedRun run(
      scripted_experiment({scripted_probe("p")}, {scripted_action("a")}, {scripted_action("r")}));
  EXPECT_EQ(run.recover_after(run.lines_with("rollbacks-started")).journal["deviated"], false);
  Stage stage;
  FakeFileSystem files;
  WalWriter writer(files, kPath, kHeader);
  const auto recorder = std::make_shared<WalRecorder>(writer);
  stage.context.events.add(recorder);
  recorder->started(Json::object(), run.journal);
  recorder->hypothesis_after_completed({}, {{"steady_state_met", false}, {"probes", Json::array()}},
                                       {});
  EXPECT_EQ(recover_run(files, kPath).journal["deviated"], true);
}

/// The result of recovering an ended run with this journal.
RecoveredRun recovered_from(const Json& journal) {
  FakeFileSystem files;
  WalWriter writer(files, kPath, kHeader);
  record_ended_run(journal, writer);
  return recover_run(files, kPath);
}

TEST(Recovery, RebuildsTheSameJournalOfAnEndedRun) {
  const RecordedRun run(whole_experiment());
  const RecoveredRun recovered = recovered_from(run.journal);
  EXPECT_EQ(recovered.journal, run.journal);
  EXPECT_THAT(recovered.left, IsEmpty());
  EXPECT_THAT(recovered.problems, IsEmpty());
}

TEST(Recovery, KnowsWhichRollbacksAnEndedRunLeft) {
  const auto left = [](Json experiment, const std::vector<std::string>& played) {
    Json journal = {{"experiment", std::move(experiment)},
                    {"run", Json::array()},
                    {"rollbacks", Json::array()}};
    for (const auto& name : played)
      journal["rollbacks"].push_back({{"activity", {{"name", name}}}, {"status", "succeeded"}});
    return indices_of(recovered_from(journal).left);
  };
  const Json experiment = {
      {"rollbacks",
       {scripted_action("a"), Json{{"ref", "b"}}, scripted_action("a"), scripted_action("c")}}};
  EXPECT_THAT(left(experiment, {}), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(left(experiment, {"a", "b"}), ElementsAre(2, 3));
  EXPECT_THAT(left(experiment, {"b", "a"}), ElementsAre(0, 3));
  EXPECT_THAT(left(experiment, {"a", "a", "b", "c"}), IsEmpty());
  EXPECT_THAT(left(experiment, {"renamed"}), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(left(Json::object(), {"a"}), IsEmpty());
}

TEST(Recovery, CountsARollbackThatDidNotEndAsLeft) {
  Json journal = {{"experiment", {{"rollbacks", {scripted_action("a")}}}},
                  {"run", Json::array()},
                  {"rollbacks", {Json{{"activity", {{"name", "a"}}}}}}};
  EXPECT_THAT(indices_of(recovered_from(journal).left), ElementsAre(0));
}

TEST(Recovery, FindsTheProcessesOfActivitiesThatDidNotEnd) {
  FakeFileSystem files;
  WalWriter writer(files, kPath, kHeader);
  WalRecorder recorder(writer);
  const Json experiment = scripted_experiment({}, {scripted_action("a"), scripted_action("b")}, {});
  recorder.started(experiment, new_journal(experiment));
  const auto run = [](const char* name) { return Json{{"activity", scripted_action(name)}}; };
  recorder.starting(Phase::kMethod, 0, "/method/0", run("a"), true);
  recorder.process_started(0, {.pid = 10, .start_ticks = 100, .leads_group = true});
  recorder.ended(Phase::kMethod, 0, run("a"));
  recorder.starting(Phase::kMethod, 1, "/method/1", run("b"), true);
  recorder.process_started(1, {.pid = 11, .start_ticks = 110, .leads_group = true});
  const RecoveredRun recovered = recover_run(files, kPath);
  ASSERT_EQ(recovered.processes.size(), 1U);
  EXPECT_EQ(recovered.processes[0].activity, "b");
  EXPECT_EQ(recovered.processes[0].process.pid, 11);
  EXPECT_EQ(recovered.processes[0].process.start_ticks, 110U);
  EXPECT_TRUE(recovered.processes[0].process.leads_group);
  EXPECT_EQ(recovered.next_id, 2);
}

TEST(Recovery, KnowsWhoStartedAProcess) {
  FakeFileSystem files;
  WalContent content;
  const Json experiment = scripted_experiment({}, {scripted_action("a"), scripted_action("b")}, {});
  for (int id = 0; id < 2; ++id) {
    const auto writer = id == 0 ? std::make_unique<WalWriter>(files, kPath, kHeader, "run")
                                : WalWriter::take_over(files, kPath, "recover", content);
    WalRecorder recorder(*writer);
    if (id == 0) recorder.started(experiment, new_journal(experiment));
    recorder.starting(Phase::kMethod, id, "/method/0", {{"activity", scripted_action("a")}}, true);
    recorder.process_started(id, {.pid = 10, .start_ticks = 100, .leads_group = true});
  }
  const RecoveredRun recovered = recover_run(files, kPath);
  ASSERT_EQ(recovered.processes.size(), 2U);
  EXPECT_EQ(recovered.processes[0].owner["command"], "run");
  EXPECT_EQ(recovered.processes[1].owner["command"], "recover");
}

TEST(Recovery, StatesTheValuesThatTheExperimentDoesNotSay) {
  FakeFileSystem files;
  WalWriter writer(files, kPath, kHeader);
  WalRecorder recorder(writer);
  Json experiment = scripted_experiment({}, {scripted_action("a")}, {scripted_action("r")});
  experiment["configuration"] = {{"same", 1}, {"target", "nowhere"}};
  recorder.started(experiment, new_journal(experiment));
  recorder.running(experiment, {}, {{"same", 1}, {"target", "staging"}}, {}, {}, {});
  const Json journal = recover_run(files, kPath).journal;
  EXPECT_EQ(journal["extensions"].size(), 1U);
  EXPECT_EQ(journal["extensions"][0]["name"], "chaos");
  EXPECT_EQ(journal["extensions"][0]["configuration"], (Json{{"target", "staging"}}));
}

TEST(Recovery, SkipsARecordThatLacksItsParts) {
  RecordedRun run(scripted_experiment({}, {scripted_action("a")}, {}));
  FakeFileSystem files;
  WalWriter writer(files, kPath, kHeader);
  writer.append(wal_record::kRunStarted, {{"journal", run.journal}});
  writer.append(wal_record::kActivityStarted, {{"id", 0}});
  writer.append("of-another-version", {{"x", 1}});
  const RecoveredRun recovered = recover_run(files, kPath);
  EXPECT_THAT(recovered.problems, ElementsAre("record 2 (activity-started) is incomplete"));
}

TEST(Recovery, RejectsALogWithoutARun) {
  FakeFileSystem files;
  { const WalWriter writer(files, kPath, kHeader); }
  try {
    recover_run(files, kPath);
    FAIL() << "was accepted";
  } catch (const InvalidSource& error) {
    EXPECT_STREQ(error.what(),
                 "'run.wal' contains no run: it was killed before it began, so there is nothing to "
                 "put back");
    EXPECT_EQ(error.diagnostic().hint, "the file can be deleted");
  }
}

TEST(Recovery, FindsEveryActionInTheLogEvenAfterAPowerCut) {
  // The start of an action is on disk before it is executed; whatever is not yet on disk may be
  // lost.
  Stage stage;
  FakeFileSystem files;
  WalWriter writer(files, kPath, kHeader);
  const auto recorder = std::make_shared<WalRecorder>(writer);
  stage.context.recorder = recorder.get();
  stage.context.events.add(recorder);
  for (const std::string name : {"a", "b", "r"}) {
    stage.provider->on(name, [&files, name](const ActivityCall&) {
      files.reboot();
      const RecoveredRun recovered = recover_run(files, kPath);
      std::vector<std::string> names = names_of(recovered.journal["run"]);
      for (auto& rollback : names_of(recovered.journal["rollbacks"]))
        names.push_back(rollback);
      EXPECT_THAT(names, ::testing::Contains(name + ":aborted"));
      return Json();
    });
  }
  stage.play(scripted_experiment({}, {scripted_action("a"), scripted_action("b")},
                                 {scripted_action("r")}));
}

}  // namespace
}  // namespace chaos

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <random>
#include <set>
#include <string>

#include "os/file.h"
#include "os/file_descriptor.h"
#include "os/file_lock.h"
#include "run/wal_reader.h"
#include "run/wal_recorder.h"
#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr int kActivities = 20;
constexpr int kRollbacks = 5;
constexpr int kCrashes = 50;
constexpr int kRecoveryCrashes = 10;
const char* const kWal = "journal.json.wal";

Json appending(const std::string& name, const std::string& file) {
  return shell_action(name, "echo " + name + " >> " + file + "; sleep 0.01");
}

/// Activities that append their names to "done", every fourth in the background; rollbacks that
/// append theirs to "back".
Json experiment() {
  Json method = Json::array();
  for (int i = 0; i < kActivities; ++i) {
    method.push_back(appending("a" + std::to_string(i), "done"));
    if (i % 4 == 1) method.back()["background"] = true;
  }
  Json rollbacks = Json::array();
  for (int i = 0; i < kRollbacks; ++i) {
    rollbacks.push_back(appending("r" + std::to_string(i), "back"));
  }
  return experiment_of(method, rollbacks);
}

/// How often each line occurs in a file.
std::map<std::string, int> count_lines(const ChaosCommand& chaos, const std::string& file) {
  std::map<std::string, int> counts;
  for (const auto& line : chaos.lines(file))
    ++counts[line];
  return counts;
}

/// What the write-ahead log says about the activities, by name.
struct Record {
  std::map<std::string, int> starts;
  std::set<std::string> ended;
  bool run_ended = false;
  bool run_started = false;
};

Record read_record(const ChaosCommand& chaos) {
  Record record;
  const WalContent content = read_wal(os::FileSystem::real(), chaos.path(kWal));
  EXPECT_THAT(content.problems, ::testing::IsEmpty());
  std::map<int, std::string> names;
  for (const auto& entry : content.records) {
    if (entry.type == wal_record::kRunStarted) record.run_started = true;
    if (entry.type == wal_record::kRunEnded) record.run_ended = true;
    if (entry.type == wal_record::kUndoEnded) record.ended.insert(names[entry.payload.at("id")]);
    const Json* run = find(entry.payload, "run");
    if (run == nullptr) continue;
    const std::string name = run->at("activity").at("name");
    names[entry.payload.at("id")] = name;
    if (entry.type == wal_record::kActivityStarted) ++record.starts[name];
    if (entry.type == wal_record::kActivityEnded && run->contains("status")) {
      record.ended.insert(name);
    }
  }
  return record;
}

void expect_whole_journal(const Json& journal) {
  for (const char* key : {"chaoslib-version", "platform", "node", "experiment", "start", "status",
                          "deviated", "steady_states", "run", "rollbacks", "end", "duration"}) {
    EXPECT_TRUE(journal.contains(key)) << key;
  }
  EXPECT_EQ(journal["experiment"]["method"].size(), static_cast<std::size_t>(kActivities));
  for (const char* list : {"run", "rollbacks"}) {
    for (const auto& run : journal[list]) {
      EXPECT_TRUE(run.contains("start") && run.contains("activity") && run.contains("status"));
    }
  }
}

/// The names of the runs with that status.
std::set<std::string> names_with(const Json& runs, const std::string& status) {
  std::set<std::string> names;
  for (const auto& run : runs) {
    if (run.at("status") == status) names.insert(run.at("activity").at("name"));
  }
  return names;
}

/// The journal contains exactly the activities in the log, and nothing changed the system that is
/// not in the journal.
void expect_journal_matches(const ChaosCommand& chaos, const Record& record) {
  const Json journal = chaos.journal();
  expect_whole_journal(journal);
  EXPECT_EQ(journal["status"], record.run_ended ? "completed" : "aborted");
  std::set<std::string> ended = names_with(journal["run"], "succeeded");
  ended.merge(names_with(journal["rollbacks"], "succeeded"));
  EXPECT_EQ(ended, record.ended);
  const auto done = count_lines(chaos, "done");
  for (const auto& name : names_with(journal["run"], "succeeded")) {
    EXPECT_EQ(done.contains(name) ? done.at(name) : 0, 1) << name;
  }
  for (const auto& [name, count] : done) {
    EXPECT_TRUE(record.starts.contains(name)) << name << " is not in the log";
    EXPECT_EQ(count, 1) << name;
  }
}

/// Every rollback was played once.
void expect_each_rolled_back(const ChaosCommand& chaos) {
  const auto back = count_lines(chaos, "back");
  for (int i = 0; i < kRollbacks; ++i) {
    const std::string name = "r" + std::to_string(i);
    const int count = back.contains(name) ? back.at(name) : 0;
    EXPECT_EQ(count, 1) << name;
  }
}

void expect_nothing_left(ChaosCommand& chaos) {
  EXPECT_FALSE(chaos.exists(kWal));
  const Outcome again = chaos.run({"recover", "--rollback", kWal});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.log(),
              ::testing::Contains(::testing::StartsWith("ERROR there is nothing to recover")));
}

Seconds whole_duration() {
  ChaosCommand chaos;
  chaos.experiment(experiment());
  const auto begin = steady_clock::now();
  EXPECT_EQ(chaos.run({"run", "experiment.json"}).exit_code, 0);
  return steady_clock::now() - begin;
}

/// A rollback in progress ends by itself; then the log can be recovered.
void wait_for_rollback_in_progress(const ChaosCommand& chaos) {
  const os::FileDescriptor log(::open(chaos.path(kWal).c_str(), O_RDWR | O_CLOEXEC));
  if (log.is_open()) os::wait_until_unlocked(log);
}

/// Checks what must hold after the program was killed at any time; returns where that was.
std::string check_crashed(ChaosCommand& chaos) {
  wait_for_rollback_in_progress(chaos);
  if (!chaos.exists(kWal)) {
    if (chaos.exists("journal.json")) {
      EXPECT_EQ(chaos.journal()["status"], "completed");
      EXPECT_EQ(count_lines(chaos, "back").size(), static_cast<std::size_t>(kRollbacks));
      return "after the run";
    }
    EXPECT_EQ(chaos.text("done"), "");
    return "before the run";
  }
  if (chaos.text(kWal).find('\n') == std::string::npos || !read_record(chaos).run_started) {
    EXPECT_EQ(chaos.run({"recover", "--rollback", kWal}).exit_code, 1);
    EXPECT_EQ(chaos.text("done"), "");
    return "before the run";
  }
  const Record record = read_record(chaos);
  EXPECT_EQ(chaos.run({"recover", kWal}).exit_code, 0);
  expect_journal_matches(chaos, record);
  if (chaos.exists(kWal)) {
    EXPECT_EQ(chaos.run({"recover", "--rollback", kWal}).exit_code, 0);
  }
  expect_whole_journal(chaos.journal());
  expect_each_rolled_back(chaos);
  expect_nothing_left(chaos);
  for (const auto& [name, count] : record.starts) {
    if (name.starts_with("r")) return "during the rollbacks";
  }
  return "during the method";
}

TEST(Crash, AtAnyMomentLosesNothing) {
  Seconds duration = whole_duration();
  std::mt19937 random(20240131);
  std::uniform_real_distribution<double> within(0, 1);
  std::map<std::string, int> places;
  for (int i = 0; i < kCrashes && !HasFailure(); ++i) {
    ChaosCommand chaos;
    chaos.experiment(experiment());
    const Seconds moment = duration * ((i + within(random)) / kCrashes);
    SCOPED_TRACE("killed after " + std::to_string(moment.count()) + " seconds");
    chaos.start({"run", "--no-watchdog", "experiment.json"}).kill_after(moment);
    const std::string place = check_crashed(chaos);
    ++places[place];
    // The machine may have been busy during the measurement, and be faster now.
    if (place == "after the run") duration = std::min(duration, whole_duration());
  }
  EXPECT_GT(places["during the method"], 5);
  for (const auto& [place, count] : places)
    RecordProperty(place, count);
}

TEST(Crash, OfARecoveryLosesNothing) {
  ChaosCommand chaos;
  chaos.experiment(experiment());
  auto running = chaos.start({"run", "--no-watchdog", "experiment.json"});
  running.wait_for_log("Action: a3").signal(SIGKILL).wait();
  std::mt19937 random(20240131);
  std::uniform_real_distribution<double> within(0, 0.15);
  for (int i = 0; i < kRecoveryCrashes && chaos.exists(kWal); ++i) {
    chaos.start({"recover", "--rollback", kWal}).kill_after(Seconds(within(random)));
  }
  wait_for_rollback_in_progress(chaos);
  if (chaos.exists(kWal)) {
    EXPECT_EQ(chaos.run({"recover", "--rollback", kWal}).exit_code, 0);
  }
  expect_each_rolled_back(chaos);
  expect_whole_journal(chaos.journal());
  expect_nothing_left(chaos);
}

}  // namespace
}  // namespace chaos::testing

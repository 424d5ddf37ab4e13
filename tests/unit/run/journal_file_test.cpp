#include "run/journal_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <set>
#include <string>

#include "json/json_reader.h"
#include "os/process_identity.h"
#include "run/wal_owner.h"
#include "run/wal_reader.h"
#include "support/captured_log.h"
#include "support/fake_file_system.h"

namespace chaos {
namespace {

using testing::CapturedLog;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using testing::FakeFileSystem;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

const std::string kPath = "out.json";
const std::string kWal = "out.json.wal";
const Json kJournal = {{"status", "completed"}};

Diagnostic error_of_opening(JournalFile& file) {
  try {
    file.open(Json::object());
  } catch (const JournalError& error) {
    return error.diagnostic();
  }
  ADD_FAILURE() << "was opened";
  return {};
}

Diagnostic error_of_writing(JournalFile& file, const Json& journal = kJournal) {
  try {
    file.write(journal);
  } catch (const JournalError& error) {
    return error.diagnostic();
  }
  ADD_FAILURE() << "was written";
  return {};
}

TEST(JournalFile, ShowsTheDefaultPathWithoutItsDot) {
  FakeFileSystem files;
  JournalFile file(files, "./" + kPath);
  file.open(Json::object());
  EXPECT_EQ(read_wal(files, "./" + kWal).header["journal"],
            std::filesystem::absolute(kPath).string());
}

TEST(JournalFile, BeginsALogThatStatesItsOrigin) {
  FakeFileSystem files;
  JournalFile file(files, kPath);
  file.open({{"source", "e.json"}});
  const Json header = read_wal(files, kWal).header;
  EXPECT_EQ(header["source"], "e.json");
  EXPECT_EQ(header["journal"], std::filesystem::absolute(kPath).string());
  EXPECT_EQ(header["run"], file.run_id());
  const Json owner = last_owner(read_wal(files, kWal));
  EXPECT_EQ(owner["command"], "run");
  EXPECT_EQ(owner["fence"], 1);
  EXPECT_EQ(owner["pid"], os::current_process().pid);
  EXPECT_EQ(owner["start_ticks"], os::current_process().start_ticks);
}

TEST(JournalFile, WritesTheJournalAndRemovesTheLog) {
  FakeFileSystem files;
  JournalFile file(files, kPath);
  file.open(Json::object());
  file.write(kJournal);
  EXPECT_EQ(files.content(kPath), "{\n  \"status\": \"completed\"\n}");
  EXPECT_EQ(files.content(kWal), std::nullopt);
}

TEST(JournalFile, RemovesTheLogOfARunThatNeverBegan) {
  FakeFileSystem files;
  JournalFile file(files, kPath);
  file.open(Json::object());
  file.discard();
  EXPECT_EQ(files.content(kWal), std::nullopt);
  EXPECT_EQ(files.content(kPath), std::nullopt);
}

TEST(JournalFile, RejectsAPathThatCannotBeWritten) {
  FakeFileSystem files;
  files.fail_call(0, EACCES);
  JournalFile file(files, kPath);
  const Diagnostic error = error_of_opening(file);
  EXPECT_EQ(error.message, "the journal cannot be written to 'out.json': Permission denied");
  EXPECT_EQ(
      error.hint,
      "nothing was run; use --journal-path to name a file in an existing, writable directory");
}

TEST(JournalFile, HasNoLogForWhatIsNotARegularFile) {
  FakeFileSystem files;
  JournalFile file(files, "/dev/null");
  file.open(Json::object());
  EXPECT_EQ(file.wal(), nullptr);
  file.write(kJournal);
  EXPECT_EQ(files.content("/dev/null.wal"), std::nullopt);
}

/// The log of a run that was killed.
void leave_log(FakeFileSystem& files, const os::ProcessIdentity& writer) {
  WalWriter(files, kWal, {{"writer", {{"pid", writer.pid}, {"start_ticks", writer.start_ticks}}}});
}

TEST(JournalFile, SetsTheLogOfAKilledRunAside) {
  FakeFileSystem files;
  leave_log(files, {.pid = os::current_process().pid, .start_ticks = 1});
  const CapturedLog log;
  JournalFile file(files, kPath);
  file.open(Json::object());
  EXPECT_EQ(file.wal()->path(), kWal);
  ASSERT_EQ(log.records().size(), 1U);
  EXPECT_THAT(log.records()[0],
              MatchesRegex("WARNING An earlier run was killed before its journal was written. What "
                           "it did is kept in 'out.json.wal.[0-9T]+Z': `chaos recover "
                           "out.json.wal.[0-9T]+Z` rebuilds its journal, and with --rollback plays "
                           "the rollbacks that never ran."));
}

TEST(JournalFile, SetsAnUnreadableLogAside) {
  FakeFileSystem files;
  files.set_content(kWal, "no log at all");
  JournalFile file(files, kPath);
  file.open(Json::object());
  EXPECT_EQ(file.wal()->path(), kWal);
}

TEST(JournalFile, KeepsEveryLogThatIsSetAside) {
  FakeFileSystem files;
  const CapturedLog log;
  for (int i = 0; i < 3; ++i) {
    leave_log(files, {.pid = 0, .start_ticks = 0});
    JournalFile file(files, kPath);
    file.open(Json::object());
    file.discard();
  }
  std::set<std::string> kept;
  for (const auto& record : log.records()) {
    const std::size_t begin = record.find('\'') + 1;
    kept.insert(record.substr(begin, record.find('\'', begin) - begin));
  }
  EXPECT_EQ(kept.size(), 3U);
  for (const auto& path : kept)
    EXPECT_TRUE(files.content(path).has_value()) << path;
}

TEST(JournalFile, DoesNotTouchTheLogOfARunInProgress) {
  FakeFileSystem files;
  JournalFile first(files, kPath);
  first.open(Json::object());
  const CapturedLog log;
  JournalFile second(files, kPath);
  second.open(Json::object());
  EXPECT_EQ(second.wal()->path(), "out.json.2.wal");
  JournalFile third(files, kPath);
  third.open(Json::object());
  EXPECT_EQ(third.wal()->path(), "out.json.3.wal");
  EXPECT_THAT(log.records(), IsEmpty());
  const auto notices = second.take_notices();
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_THAT(notices[0].message,
              MatchesRegex("another run is in progress and will write the same journal, 'out.json' "
                           "\\(pid [0-9]+ on .*\\)"));
}

TEST(JournalFile, KeepsTheJournalThatAnotherRunWroteMeanwhile) {
  FakeFileSystem files;
  JournalFile first(files, kPath);
  first.open(Json::object());
  JournalFile second(files, kPath);
  second.open(Json::object());
  second.take_notices();
  first.write({{"status", "failed"}});
  second.write(kJournal);
  EXPECT_EQ(parse_json(*files.content(kPath)), kJournal);
  const auto notices = second.take_notices();
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_EQ(notices[0].message, "another run wrote 'out.json' in the meantime");
  const std::string& hint = notices[0].hint;
  const std::size_t begin = hint.find('\'') + 1;
  const auto kept = files.content(hint.substr(begin, hint.rfind('\'') - begin));
  ASSERT_TRUE(kept.has_value()) << hint;
  EXPECT_EQ(parse_json(*kept)["status"], "failed");
}

TEST(JournalFile, ReplacesTheJournalThatWasThereBefore) {
  FakeFileSystem files;
  files.set_content(kPath, "old");
  JournalFile file(files, kPath);
  file.open(Json::object());
  file.write(kJournal);
  EXPECT_EQ(parse_json(*files.content(kPath)), kJournal);
  EXPECT_THAT(file.take_notices(), IsEmpty());
}

TEST(JournalFile, SavesTheJournalElsewhereIfItsDiskIsFull) {
  FakeFileSystem files;
  JournalFile file(files, kPath);
  file.open(Json::object());
  files.fail_call(1, ENOSPC);  // after the search for a free name
  const Diagnostic error = error_of_writing(file);
  EXPECT_EQ(error.message, "the journal cannot be written to 'out.json': No space left on device");
  ASSERT_THAT(error.hint, MatchesRegex("it was kept in '.*/chaos-journal-.*\\.json' instead"));
  const std::size_t begin = error.hint.find('\'') + 1;
  const std::string kept = error.hint.substr(begin, error.hint.rfind('\'') - begin);
  EXPECT_EQ(parse_json(*files.content(kept)), kJournal);
  EXPECT_EQ(files.content(kWal), std::nullopt);
}

TEST(JournalFile, KeepsTheLogIfTheJournalCannotBeSaved) {
  FakeFileSystem files;
  JournalFile file(files, kPath);
  file.open(Json::object());
  files.set_free_space(0);
  const Diagnostic error = error_of_writing(file);
  EXPECT_THAT(error.hint, StartsWith("it could not be kept in '"));
  EXPECT_TRUE(
      error.hint.ends_with("' either (No space left on device); once there is room, "
                           "rebuild it with `chaos recover out.json.wal`"))
      << error.hint;
  EXPECT_TRUE(files.content(kWal).has_value());
}

TEST(JournalFile, SaysWhatTheLogLacksIfTheJournalCannotBeSaved) {
  const auto undo = [](const char* name) { return Json{{"type", "action"}, {"name", name}}; };
  const auto run = [&](const char* name, const char* status) {
    return Json{{"activity", undo(name)}, {"status", status}};
  };
  Json journal = {
      {"experiment", {{"method", {undo("act")}}, {"rollbacks", {undo("a"), undo("b")}}}},
      {"run", {run("act", "succeeded")}},
      {"rollbacks", {run("a", "succeeded"), run("b", "failed")}},
      {"status", "completed"}};
  FakeFileSystem files;
  JournalFile file(files, kPath);
  file.open(Json::object());
  files.set_free_space(0);
  EXPECT_FALSE(file.log_lacks_records());
  EXPECT_THROW(file.wal()->append("activity-ended", Json::object()), WalError);
  EXPECT_TRUE(file.log_lacks_records());
  EXPECT_THAT(error_of_writing(file, journal).hint,
              EndsWith("; the log 'out.json.wal' is incomplete, too, and does not say that 'a' "
                       "succeeded; play only the others from it"));
  journal["rollbacks"][1]["status"] = "succeeded";
  EXPECT_THAT(
      error_of_writing(file, journal).hint,
      EndsWith("does not say that 'a', 'b' succeeded; nothing is left to play, so delete it"));
  EXPECT_TRUE(files.content(kWal).has_value());
}

TEST(JournalFile, WarnsIfTheLogCannotBeRemoved) {
  FakeFileSystem files;
  JournalFile file(files, kPath);
  file.open(Json::object());
  const CapturedLog log;
  files.fail_call(3, EACCES);  // the journal has been written, and the log records its removal
  file.write(kJournal);
  EXPECT_THAT(log.records(), ElementsAre("WARNING cannot remove the write-ahead log "
                                         "'out.json.wal': Permission denied"));
  EXPECT_TRUE(files.content(kPath).has_value());
}

}  // namespace
}  // namespace chaos

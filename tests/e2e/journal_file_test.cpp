#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mount.h>
#include <unistd.h>

#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include "json/json_reader.h"
#include "support/chaos_command.h"
#include "support/named_pipe.h"
#include "support/shell_command.h"
#include "support/small_disk.h"

namespace chaos::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

const Json kMark = shell_action("mark", "touch marked");

void expect_nothing_was_run(ChaosCommand& chaos, const std::string& path,
                            const std::string& problem) {
  const Outcome outcome = chaos.experiment(experiment_of({kMark}))
                              .run({"run", "--journal-path", path, "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_FALSE(chaos.exists("marked"));
  EXPECT_THAT(outcome.log(),
              Contains("ERROR the journal cannot be written to '" + path + "': " + problem));
  EXPECT_THAT(outcome.err, HasSubstr("hint: nothing was run; use --journal-path to name a file in "
                                     "an existing, writable directory\n"));
}

TEST(JournalFile, InAMissingDirectoryIsDetectedBeforeTheRun) {
  ChaosCommand chaos;
  expect_nothing_was_run(chaos, "nowhere/journal.json", "No such file or directory");
}

TEST(JournalFile, ThatIsADirectoryIsDetectedBeforeTheRun) {
  ChaosCommand chaos;
  std::filesystem::create_directory(chaos.path("folder"));
  expect_nothing_was_run(chaos, "folder", "Is a directory");
}

TEST(JournalFile, BelowAFileIsDetectedBeforeTheRun) {
  ChaosCommand chaos;
  chaos.file("plain", "text");
  expect_nothing_was_run(chaos, "plain/journal.json", "Not a directory");
}

TEST(JournalFile, InAnUnwritableDirectoryIsDetectedBeforeTheRun) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write to any directory";
  ChaosCommand chaos;
  std::filesystem::create_directory(chaos.path("locked"));
  std::filesystem::permissions(chaos.path("locked"), std::filesystem::perms(0555));
  expect_nothing_was_run(chaos, "locked/journal.json", "Permission denied");
}

TEST(JournalFile, WhereNothingCanBeCreatedIsDetectedBeforeTheRun) {
  // Not even root can create a file in /proc, although its permissions suggest otherwise.
  ChaosCommand chaos;
  const Outcome outcome = chaos.experiment(experiment_of({kMark}))
                              .run({"run", "--journal-path", "/proc/j.json", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_FALSE(chaos.exists("marked"));
  EXPECT_THAT(outcome.err, HasSubstr("/proc/j.json"));
  EXPECT_THAT(outcome.err, HasSubstr("hint: "));
}

TEST(JournalFile, MayBeStandardOutput) {
  ChaosCommand chaos;
  for (const char* name : {"/dev/stdout", "-"}) {
    const Outcome outcome = chaos.experiment(experiment_of({kMark}))
                                .env("GITHUB_ACTIONS", "true")  // whose commands go elsewhere
                                .run({"run", "--journal-path", name, "experiment.json"});
    EXPECT_EQ(outcome.exit_code, 0);
    const Json journal = parse_json(outcome.out);
    EXPECT_EQ(journal["status"], "completed");
    EXPECT_THAT(names_of(journal["run"]), ::testing::ElementsAre("mark"));
    EXPECT_FALSE(chaos.exists("-"));
  }
}

TEST(JournalFile, OnStandardOutputIsAppended) {
  ShellCommand shell;
  shell.file("experiment.json", to_json_text(experiment_of({kMark}), 2));
  shell.script("echo before > out; \"$CHAOS\" run --journal-path - experiment.json >> out");
  EXPECT_THAT(shell.text("out"), ::testing::StartsWith("before\n{\n"));
}

TEST(JournalFile, MayBeAPipe) {
  ChaosCommand chaos;
  NamedPipe pipe(chaos.path("pipe"));
  const Outcome outcome = chaos.experiment(experiment_of({kMark}))
                              .run({"run", "--journal-path", "pipe", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(pipe.read_line(), "{");
  EXPECT_EQ(pipe.read_line(), "  \"chaoslib-version\": \"1.44.0\",");
}

TEST(JournalFile, ReplacesAnEarlierOne) {
  ChaosCommand chaos;
  chaos.file("journal.json", "an earlier journal").experiment(experiment_of({kMark}));
  EXPECT_EQ(chaos.run({"run", "experiment.json"}).exit_code, 0);
  EXPECT_EQ(chaos.journal()["status"], "completed");
}

/// A directory in which no file can be created, not even by root, with a "journal.json" that can be
/// written.
class DirectoryWithAWritableJournal {
 public:
  explicit DirectoryWithAWritableJournal(ChaosCommand& chaos)
      : disk_(chaos.path("mounted"), "64k"), chaos_(chaos) {
    if (!disk_.mounted()) return;
    chaos.file("elsewhere.json", "{}").file("mounted/journal.json", "");
    const std::string journal = chaos.path("mounted/journal.json");
    is_ready_ = ::mount(chaos.path("elsewhere.json").c_str(), journal.c_str(), nullptr, MS_BIND,
                        nullptr) == 0 &&
                disk_.make_read_only();
  }
  ~DirectoryWithAWritableJournal() {
    ::umount2(chaos_.path("mounted/journal.json").c_str(), MNT_DETACH);
  }
  DirectoryWithAWritableJournal(const DirectoryWithAWritableJournal&) = delete;
  DirectoryWithAWritableJournal& operator=(const DirectoryWithAWritableJournal&) = delete;

  bool mounted() const { return is_ready_; }
  const std::string& reason() const { return disk_.reason(); }

 private:
  SmallDisk disk_;
  ChaosCommand& chaos_;
  bool is_ready_ = false;
};

const std::vector<std::string> kIntoMounted{"run", "--journal-path", "mounted/journal.json",
                                            "experiment.json"};

TEST(JournalFile, IsWrittenInADirectoryThatCannotHoldItsLog) {
  ChaosCommand chaos;
  const DirectoryWithAWritableJournal directory(chaos);
  REQUIRE_OR_SKIP(directory);
  const std::string path = "ls .local/state/chaos/runs > listed";
  const Outcome outcome =
      chaos.experiment(experiment_of({shell_action("list", path)})).run(kIntoMounted);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(chaos.json("mounted/journal.json")["status"], "completed");
  EXPECT_EQ(chaos.lines("listed").size(), 1U);
  EXPECT_TRUE(std::filesystem::is_empty(chaos.path(".local/state/chaos/runs")));
}

TEST(JournalFile, IsRecoveredInADirectoryThatCannotHoldItsLog) {
  ChaosCommand chaos;
  const DirectoryWithAWritableJournal directory(chaos);
  REQUIRE_OR_SKIP(directory);
  chaos.experiment(experiment_of({shell_action("die", "kill -9 $PPID; sleep 60")},
                                 {shell_action("put back", "touch back")}));
  auto unwatched = kIntoMounted;
  unwatched.insert(unwatched.begin() + 1, "--no-watchdog");
  EXPECT_EQ(chaos.run(unwatched).exit_code, -SIGKILL);
  const std::filesystem::directory_iterator logs(chaos.path(".local/state/chaos/runs"));
  const Outcome outcome = chaos.run({"recover", "--rollback", logs->path().string()});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_TRUE(chaos.exists("back"));
  EXPECT_THAT(names_of(chaos.json("mounted/journal.json")["rollbacks"]),
              ::testing::ElementsAre("put back"));
}

TEST(JournalFile, IsSavedElsewhereIfItsDiskIsFull) {
  ChaosCommand chaos;
  const SmallDisk disk(chaos.path("disk"), "64k");
  REQUIRE_OR_SKIP(disk);
  std::filesystem::create_directory(chaos.path("tmp"));
  chaos.env("TMPDIR", chaos.path("tmp"))
      .experiment(
          experiment_of({shell_action("talk", "head -c 200000 /dev/zero | tr '\\0' x"), kMark},
                        {shell_action("put back", "touch back")}));
  const Outcome outcome =
      chaos.run({"run", "--journal-path", "disk/journal.json", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_TRUE(chaos.exists("marked"));
  EXPECT_TRUE(chaos.exists("back"));
  EXPECT_THAT(outcome.log(), Contains("ERROR the journal cannot be written to "
                                      "'disk/journal.json': No space left on device"));
  std::smatch match;
  const std::regex hint("hint: it was kept in '(.*)' instead\n");
  ASSERT_TRUE(std::regex_search(outcome.err, match, hint)) << outcome.err;
  EXPECT_TRUE(match.str(1).starts_with(chaos.path("tmp") + "/"));
  const Json journal = parse_json(chaos.text(match.str(1).substr(chaos.path("").size())));
  EXPECT_EQ(journal["status"], "completed");
  EXPECT_EQ(journal["run"].size(), 2U);
  EXPECT_EQ(journal["rollbacks"].size(), 1U);
  EXPECT_FALSE(chaos.exists("disk/journal.json"));
  EXPECT_FALSE(chaos.exists("disk/journal.json.wal"));
}

TEST(JournalFile, IsNotLostWhileItsWriteAheadLogExists) {
  // The log still fits; the journal, which is larger, does not.
  ChaosCommand chaos;
  const SmallDisk disk(chaos.path("disk"), "128k");
  REQUIRE_OR_SKIP(disk);
  const std::string fill = "head -c 90000 /dev/zero > disk/fill";
  chaos.env("TMPDIR", "/proc");  // where nothing can be saved instead
  chaos.experiment(experiment_of(
      {shell_action("fill", fill), shell_action("talk", "head -c 20000 /dev/zero | tr '\\0' x")}));
  const Outcome outcome =
      chaos.run({"run", "--journal-path", "disk/journal.json", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("rebuild it with `chaos recover disk/journal.json.wal`"));
  std::filesystem::remove(chaos.path("disk/fill"));
  EXPECT_EQ(chaos.run({"recover", "disk/journal.json.wal"}).exit_code, 0);
  const Json journal = chaos.json("disk/journal.json");
  EXPECT_THAT(names_of(journal["run"]), Contains("fill"));
}

}  // namespace
}  // namespace chaos::testing

#include "run/wal_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "os/process_identity.h"
#include "run/wal_format.h"
#include "run/wal_lease.h"
#include "run/wal_reader.h"
#include "support/fake_file_system.h"

namespace chaos {
namespace {

using chaos::testing::FakeFileSystem;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

const std::string kPath = "journal.json.wal";
const Json kHeader = {{"journal", "journal.json"}};

class WalWriterTest : public ::testing::Test {
 protected:
  /// The payloads that a reader finds.
  std::vector<int> read() {
    content_ = read_wal(files_, kPath);
    std::vector<int> payloads;
    for (const auto& record : content_.records)
      payloads.push_back(record.payload.get<int>());
    return payloads;
  }

  template <typename Action>
  static Diagnostic error_of(Action&& action) {
    try {
      std::forward<Action>(action)();
    } catch (const WalError& error) {
      return error.diagnostic();
    }
    ADD_FAILURE() << "no WalError";
    return {};
  }

  FakeFileSystem files_;
  WalContent content_;
};

TEST_F(WalWriterTest, WritesTheFileOfTheFormatPage) {
  WalWriter writer(files_, kPath, kHeader);
  writer.append("activity-started", {{"name", "stop the primary"}});
  writer.append("activity-completed", {{"name", "stop the primary"}, {"status", "succeeded"}});
  EXPECT_EQ(files_.content(kPath),
            "68554ffb 0 chaos-wal {\"version\": 2, \"header\": {\"journal\": \"journal.json\"}}\n"
            "c62cf135 1 activity-started {\"name\": \"stop the primary\"}\n"
            "53b12a74 2 activity-completed {\"name\": \"stop the primary\", \"status\": "
            "\"succeeded\"}\n");
}

TEST_F(WalWriterTest, KeepsWhatWasSyncedThroughAPowerCut) {
  WalWriter writer(files_, kPath, kHeader);
  writer.append("n", 1);
  writer.sync();
  writer.append("n", 2);
  files_.reboot();
  EXPECT_THAT(read(), ElementsAre(1));
  EXPECT_EQ(content_.header, kHeader);
  EXPECT_THAT(content_.problems, IsEmpty());
}

TEST_F(WalWriterTest, LeavesNoFileWhenThePowerIsCutBeforeTheFirstSync) {
  WalWriter writer(files_, kPath, kHeader);
  writer.append("n", 1);
  files_.reboot();
  EXPECT_EQ(files_.content(kPath), std::nullopt);
}

TEST_F(WalWriterTest, MayLoseTheEndOfARecordThatWasNotSynced) {
  WalWriter writer(files_, kPath, kHeader);
  writer.append("n", 1);
  writer.sync();
  writer.append("n", 2);
  files_.reboot(7);
  EXPECT_THAT(read(), ElementsAre(1));
  EXPECT_TRUE(content_.torn);
}

TEST_F(WalWriterTest, DoesNotTouchAnEarlierFile) {
  files_.set_content(kPath, "old");
  const Diagnostic diagnostic = error_of([&] { WalWriter(files_, kPath, kHeader); });
  EXPECT_EQ(diagnostic.message,
            "cannot create the write-ahead log 'journal.json.wal': File exists");
  EXPECT_EQ(diagnostic.hint,
            "an earlier run did not end properly: run 'chaos recover journal.json.wal' first");
  EXPECT_EQ(files_.content(kPath), "old");
}

TEST_F(WalWriterTest, LeavesNoFileIfItsHeaderCannotBeWritten) {
  files_.set_free_space(10);
  const Diagnostic diagnostic = error_of([&] { WalWriter(files_, kPath, kHeader); });
  EXPECT_EQ(diagnostic.message,
            "cannot write the write-ahead log 'journal.json.wal': No space left on device");
  EXPECT_EQ(diagnostic.hint, "free some space on this disk, or write the journal to another");
  EXPECT_EQ(files_.content(kPath), std::nullopt);
}

TEST_F(WalWriterTest, ContinuesAfterTheDiskWasFull) {
  for (std::size_t space = 0; space < std::string_view("00000000 2 number 2").size(); ++space) {
    FakeFileSystem files;
    WalWriter writer(files, kPath, kHeader);
    writer.append("n", 1);
    files.set_free_space(space);
    error_of([&] { writer.append("number", 2); });
    files.set_free_space(1000);
    writer.append("n", 3);
    const WalContent content = read_wal(files, kPath);
    ASSERT_EQ(content.records.size(), 2U) << space;
    EXPECT_EQ(content.records[0].payload, 1);
    EXPECT_EQ(content.records[1].payload, 3);
    EXPECT_EQ(content.problems.back(), "record 2 is missing");
    if (space > 0) {
      EXPECT_THAT(content.problems[0], EndsWith("is damaged and was skipped"));
    }
    EXPECT_FALSE(content.torn);
  }
}

TEST_F(WalWriterTest, ReportsEachFailingCallOnce) {
  constexpr std::size_t kSaysRemoved = 5;
  for (std::size_t call = 0; call < 7; ++call) {
    if (call == kSaysRemoved) continue;  // the log is deleted nevertheless
    FakeFileSystem files;
    files.fail_call(call, EIO);
    const Diagnostic diagnostic = error_of([&] {
      WalWriter writer(files, kPath, kHeader);
      writer.append("n", 1);
      writer.sync();
      writer.remove();
    });
    EXPECT_THAT(diagnostic.message, EndsWith("Input/output error")) << call;
  }
}

TEST_F(WalWriterTest, RemovesTheFile) {
  WalWriter writer(files_, kPath, kHeader);
  writer.remove();
  EXPECT_EQ(files_.content(kPath), std::nullopt);
}

TEST_F(WalWriterTest, HoldsTheLogForItsLifetime) {
  WalContent content;
  {
    const WalWriter writer(files_, kPath, kHeader, "run");
    EXPECT_TRUE(is_wal_held(files_, kPath));
    EXPECT_THROW(WalWriter::take_over(files_, kPath, "recover", content), WalHeld);
  }
  EXPECT_FALSE(is_wal_held(files_, kPath));
  const auto recovery = WalWriter::take_over(files_, kPath, "recover", content);
  EXPECT_THROW(WalWriter::take_over(files_, kPath, "recover", content), WalHeld);
}

TEST_F(WalWriterTest, SaysWhoHoldsTheLog) {
  WalWriter writer(files_, kPath, {{"run", "01234567"}}, "run");
  writer.append("run-started", {{"journal", {{"experiment", {{"title", "stop the primary"}}}}}});
  WalContent content;
  try {
    WalWriter::take_over(files_, kPath, "recover", content);
    FAIL() << "was taken over";
  } catch (const WalHeld& held) {
    EXPECT_THAT(held.diagnostic().message,
                MatchesRegex("this run is still in progress: pid [0-9]+ on .+ since 20.+"));
    EXPECT_THAT(held.diagnostic().hint,
                StartsWith("nothing was touched; `chaos stop journal.json.wal`"));
    EXPECT_EQ(held.title(), "stop the primary");
  }
}

TEST_F(WalWriterTest, TakesOverALogAndContinuesInTheSameFile) {
  {
    WalWriter writer(files_, kPath, kHeader, "run");
    writer.append("n", 1);
  }
  files_.set_content(kPath, *files_.content(kPath) + "torn");
  WalContent before;
  const auto writer = WalWriter::take_over(files_, kPath, "recover", before);
  EXPECT_EQ(before.records.size(), 2U);
  writer->append("n", 2);
  const WalContent after = read_wal(files_, kPath);
  ASSERT_EQ(after.records.size(), 4U);
  EXPECT_EQ(after.records[0].payload["fence"], 1);
  EXPECT_EQ(after.records[0].payload["command"], "run");
  EXPECT_EQ(after.records[2].payload["fence"], 2);
  EXPECT_EQ(after.records[2].payload["command"], "recover");
  EXPECT_EQ(after.records[3].payload, 2);
}

TEST_F(WalWriterTest, NeverWritesAgainOnceItIsSuperseded) {
  files_.forbid_locks();
  WalWriter writer(files_, kPath, kHeader, "run");
  writer.append("n", 1);
  // Somebody believed that this process was gone.
  const std::string text = *files_.content(kPath);
  const auto file = files_.open_append(kPath);
  file->append(encode_wal_line(3, "owner", R"({"fence": 2, "command": "recover", "pid": 1})"));
  for (int i = 0; i < 2; ++i)
    EXPECT_THROW(writer.append("n", 2), WalSuperseded);
  EXPECT_THROW(writer.remove(), WalError);
  EXPECT_EQ(read_wal(files_, kPath).records.size(), 3U);
}

TEST_F(WalWriterTest, ContinuesAfterARecordOfTheProcessThatPlayedAnUndo) {
  WalWriter writer(files_, kPath, kHeader);
  writer.append("n", 1);
  files_.open_append(kPath)->append(encode_wal_line(2, "undo-ended", "2"));
  writer.append("n", 3);
  EXPECT_THAT(read(), ElementsAre(1, 2, 3));
  EXPECT_THAT(content_.problems, IsEmpty());
}

TEST_F(WalWriterTest, UsesTheOwnersPidIfFilesCannotBeLocked) {
  files_.forbid_locks();
  const WalWriter writer(files_, kPath, kHeader, "run");
  WalContent content;
  EXPECT_THROW(WalWriter::take_over(files_, kPath, "recover", content), WalHeld);
  const std::string of_nobody = encode_wal_line(
      2, "owner", to_json_text({{"fence", 5}, {"command", "run"}, {"pid", 1}, {"start_ticks", 1}}));
  files_.set_content(kPath, *files_.content(kPath) + of_nobody);
  EXPECT_NO_THROW(WalWriter::take_over(files_, kPath, "recover", content));
}

TEST_F(WalWriterTest, RespectsTheWriterOfALogOfVersion1) {
  const auto log_of = [this](const os::ProcessIdentity& writer) {
    const Json header = {{"writer", {{"pid", writer.pid}, {"start_ticks", writer.start_ticks}}}};
    files_.set_content(
        kPath, encode_wal_line(0, "chaos-wal", to_json_text({{"version", 1}, {"header", header}})));
  };
  WalContent content;
  log_of(os::current_process());
  EXPECT_THROW(WalWriter::take_over(files_, kPath, "recover", content), WalHeld);
  log_of({.pid = os::current_process().pid, .start_ticks = 1});
  EXPECT_NO_THROW(WalWriter::take_over(files_, kPath, "recover", content));
}

TEST_F(WalWriterTest, DoesNotRemoveAFileThatHasTakenItsName) {
  WalWriter writer(files_, kPath, kHeader, "run");
  files_.rename(kPath, "aside.wal");
  files_.set_content(kPath, "another");
  EXPECT_THROW(writer.remove(), WalError);
  EXPECT_EQ(files_.content(kPath), "another");
}

TEST_F(WalWriterTest, WritesRecordsOfSeveralThreadsWhole) {
  WalWriter writer(files_, kPath, kHeader);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&writer, i] {
      for (int round = 0; round < 50; ++round) {
        writer.append("n", i);
        writer.sync();
      }
    });
  }
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(read().size(), 200U);
  EXPECT_THAT(content_.problems, IsEmpty());
}

TEST_F(WalWriterTest, KeepsALogUnderANameThatIsNotSearchedFor) {
  for (const std::string& kept : {kPath + "-damaged", kPath + "-2-damaged"}) {
    WalWriter writer(files_, kPath, kHeader);
    EXPECT_EQ(writer.keep(), kept);
    EXPECT_TRUE(is_kept_log(kept));
    EXPECT_TRUE(files_.exists(kept));
    EXPECT_FALSE(files_.exists(kPath));
  }
  EXPECT_FALSE(is_kept_log(kPath));
}

TEST_F(WalWriterTest, DoesNotRenameTheLogOfAnother) {
  WalWriter writer(files_, kPath, kHeader);
  files_.remove(kPath);
  const WalWriter other(files_, kPath, kHeader);
  EXPECT_THAT(error_of([&] { writer.keep(); }).message, EndsWith("was left alone"));
  EXPECT_TRUE(files_.exists(kPath));
}

}  // namespace
}  // namespace chaos

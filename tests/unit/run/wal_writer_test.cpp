#include "run/wal_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "run/wal_reader.h"
#include "support/fake_file_system.h"

namespace chaos {
namespace {

using chaos::testing::FakeFileSystem;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;

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
            "8b1cf859 0 chaos-wal {\"version\": 1, \"header\": {\"journal\": \"journal.json\"}}\n"
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

TEST_F(WalWriterTest, LeavesNoFileWhenItsHeaderCannotBeWritten) {
  files_.set_free_space(10);
  const Diagnostic diagnostic = error_of([&] { WalWriter(files_, kPath, kHeader); });
  EXPECT_EQ(diagnostic.message,
            "cannot write the write-ahead log 'journal.json.wal': No space left on device");
  EXPECT_EQ(diagnostic.hint, "free some space on this disk, or write the journal to another");
  EXPECT_EQ(files_.content(kPath), std::nullopt);
}

TEST_F(WalWriterTest, GoesOnAfterTheDiskWasFull) {
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
  for (std::size_t call = 0; call < 5; ++call) {
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

}  // namespace
}  // namespace chaos

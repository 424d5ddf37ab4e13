#include "run/journal_place.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "json/json_reader.h"
#include "run/journal_file.h"
#include "support/fake_file_system.h"
#include "support/temporary_directory.h"

namespace chaos {
namespace {

using ::testing::ElementsAre;
using testing::FakeFileSystem;
using ::testing::IsEmpty;

const std::string kPath = "out.json";
const std::string kKept = "out-20240131T120000Z-1.json";
const std::string kStart = "2024-01-31T12:00:00.000001+00:00";
const std::string kLater = "2024-01-31T12:00:05+00:00";

Json journal_of(const std::string& title, const std::string& start) {
  return {{"experiment", {{"title", title}}}, {"start", start}, {"status", "completed"}};
}

/// The journal of a run with one rollback, which ended with this status.
Json journal_with_undo(const Json& status, const std::string& start = kStart) {
  Json journal = journal_of("earlier", start);
  const Json undo = {{"type", "action"}, {"name", "mend"}};
  journal["experiment"]["rollbacks"] = Json::array({undo});
  journal["rollbacks"] = Json::array({{{"activity", undo}, {"status", status}}});
  return journal;
}

std::string title_in(const FakeFileSystem& files, const std::string& path) {
  const auto text = files.content(path);
  return text ? parse_json(*text).at("experiment").value("title", "") : "nothing";
}

std::vector<Diagnostic> put(FakeFileSystem& files, const Json& journal,
                            const std::optional<std::string>& version_before = std::nullopt) {
  JournalPlace place(files, kPath, version_before);
  place.put(journal);
  return place.notices();
}

TEST(JournalPlace, DeletesWhatTheSameRunWroteEarlier) {
  FakeFileSystem files;
  put(files, journal_with_undo("failed"));
  EXPECT_THAT(put(files, journal_of("again", kStart)), IsEmpty());
  EXPECT_EQ(title_in(files, kPath), "again");
  EXPECT_EQ(files.content(kKept), std::nullopt);
}

TEST(JournalPlace, DeletesTheJournalOfARunThatWasOver) {
  FakeFileSystem files;
  Json earlier = journal_of("earlier", kStart);
  earlier["end"] = "2024-01-31T12:00:04+00:00";
  put(files, earlier);
  EXPECT_THAT(put(files, journal_of("next", kLater)), IsEmpty());
  EXPECT_THAT(put(files, journal_of("third", kStart), files.version(kPath)), IsEmpty());
  EXPECT_EQ(title_in(files, kPath), "third");
  EXPECT_EQ(files.content(kKept), std::nullopt);
}

TEST(JournalPlace, ReplacesAFileThatIsNotAJournal) {
  for (const std::string text : {"no JSON", "[1]", "null", R"({"experiment": [], "run": 1})"}) {
    FakeFileSystem files;
    files.set_content(kPath, text);
    EXPECT_THAT(put(files, journal_of("this", kStart)), IsEmpty()) << text;
    EXPECT_EQ(title_in(files, kPath), "this");
  }
}

TEST(JournalPlace, KeepsTheJournalOfARunThatBeganLater) {
  FakeFileSystem files;
  put(files, journal_of("later", kLater));
  const auto notices = put(files, journal_of("this", kStart));
  EXPECT_EQ(title_in(files, kPath), "this");
  EXPECT_EQ(title_in(files, "out-20240131T120005Z-1.json"), "later");
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_EQ(notices[0].message, "another run wrote 'out.json' in the meantime");
  EXPECT_EQ(notices[0].hint, "its journal is now 'out-20240131T120005Z-1.json'");
}

TEST(JournalPlace, KeepsAJournalThatWasWrittenWhileTheRunWasInProgress) {
  Json ended = journal_of("ended", kStart);
  ended["end"] = "2024-01-31T12:00:06+00:00";
  Json recovered = journal_of("recovered", kStart);
  recovered["extensions"] = Json::array(
      {{{"name", "chaos"},
        {"recovered", Json::array({{{"by", "watchdog"}, {"at", "2024-01-31T12:00:07+00:00"}}})}}});
  for (const auto& other : {ended, recovered}) {
    FakeFileSystem files;
    put(files, other);
    EXPECT_EQ(put(files, journal_of("this", kLater)).size(), 1U);
    EXPECT_EQ(parse_json(*files.content(kKept)), other);
  }
}

TEST(JournalPlace, KeepsAJournalThatWasNotThereWhenTheRunBegan) {
  FakeFileSystem files;
  put(files, journal_of("other", kStart));
  EXPECT_EQ(put(files, journal_of("this", kLater), "").size(), 1U);
  EXPECT_EQ(title_in(files, kPath), "this");
  EXPECT_EQ(title_in(files, kKept), "other");
}

TEST(JournalPlace, KeepsAJournalWhoseRollbacksDidNotSucceed) {
  for (const std::string status : {"failed", "aborted"}) {
    FakeFileSystem files;
    put(files, journal_with_undo(status));
    const auto notices = put(files, journal_of("next", kLater), files.version(kPath));
    EXPECT_EQ(title_in(files, kPath), "next");
    EXPECT_EQ(title_in(files, kKept), "earlier");
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_EQ(notices[0].message,
              "the earlier run that wrote 'out.json' still has rollbacks to "
              "play");
    EXPECT_EQ(notices[0].hint, "its journal is now '" + kKept +
                                   "'; to play the remaining rollbacks: chaos rollback " +
                                   std::filesystem::absolute(kKept).string());
  }
}

TEST(JournalPlace, DeletesAJournalWhoseRollbacksSucceededOrWereLeftOut) {
  Json left_out = journal_with_undo("failed");
  left_out["rollbacks"] = Json::array();
  for (const auto& earlier : {journal_with_undo("succeeded"), left_out}) {
    FakeFileSystem files;
    put(files, earlier);
    EXPECT_THAT(put(files, journal_of("next", kLater), files.version(kPath)), IsEmpty());
    EXPECT_EQ(files.content(kKept), std::nullopt);
  }
}

TEST(JournalPlace, NumbersJournalsOfRunsThatBeganTogether) {
  FakeFileSystem files;
  for (int i = 0; i < 3; ++i) {
    Json journal = journal_with_undo("failed");
    journal["start"] = "2024-01-31T12:00:00." + std::to_string(100000 + i) + "+00:00";
    put(files, journal);
  }
  EXPECT_EQ(parse_json(*files.content(kKept))["start"], "2024-01-31T12:00:00.100000+00:00");
  EXPECT_EQ(parse_json(*files.content("out-20240131T120000Z-2.json"))["start"],
            "2024-01-31T12:00:00.100001+00:00");
  EXPECT_EQ(files.content("out-20240131T120000Z-3.json"), std::nullopt);
}

TEST(JournalPlace, SaysWhereAJournalIsThatCannotBeDeleted) {
  FakeFileSystem files;
  put(files, journal_of("earlier", kStart));
  files.fail_call(3, EACCES);  // after the search for a name, the write and the read
  const auto notices = put(files, journal_of("next", kLater));
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_EQ(notices[0].message, "the earlier journal 'out.json' cannot be deleted");
  EXPECT_EQ(notices[0].hint, "it is now 'out-20240131T120005Z-1.json'");
  EXPECT_EQ(title_in(files, kPath), "next");
}

TEST(JournalPlace, ChangesNothingIfTheDiskIsFull) {
  FakeFileSystem files;
  put(files, journal_with_undo("failed"));
  files.set_free_space(0);
  EXPECT_THROW(put(files, journal_of("next", kLater)), std::system_error);
  EXPECT_EQ(title_in(files, kPath), "earlier");
  EXPECT_EQ(files.content(kKept), std::nullopt);
}

/// A file system where files can only be overwritten.
class WriteOverOnly : public FakeFileSystem {
 public:
  os::Displaced write_displacing(const std::string& /*path*/, std::string_view /*content*/,
                                 const std::string& /*displaced*/) override {
    return os::Displaced::kUnsupported;
  }
};

TEST(JournalPlace, CopiesWhatCannotBeDisplaced) {
  WriteOverOnly files;
  put(files, journal_with_undo("failed"));
  EXPECT_EQ(put(files, journal_of("next", kLater), files.version(kPath)).size(), 1U);
  EXPECT_EQ(title_in(files, kPath), "next");
  EXPECT_EQ(title_in(files, kKept), "earlier");
  EXPECT_THAT(put(files, journal_of("third", kLater), files.version(kPath)), IsEmpty());
}

TEST(JournalPlace, KeepsWhatItCannotCopy) {
  WriteOverOnly files;
  put(files, journal_with_undo("failed"));
  files.set_free_space(0);
  EXPECT_THROW(put(files, journal_of("next", kLater)), std::system_error);
  EXPECT_EQ(title_in(files, kPath), "earlier");
  EXPECT_EQ(files.content(kKept), std::nullopt);
}

TEST(JournalPlace, KeepsAJournalNextToTheFileThatALinkNames) {
  const testing::TemporaryDirectory directory;
  std::filesystem::create_directory(directory / "real");
  std::filesystem::create_symlink("real/file.json", directory / "link.json");
  auto& files = os::FileSystem::real();
  JournalPlace place(files, directory / "link.json");
  place.put(journal_with_undo("failed"));
  place.put(journal_of("next", kLater));
  EXPECT_TRUE(std::filesystem::is_symlink(directory / "link.json"));
  EXPECT_EQ(parse_json(directory.read("real/file.json"))["start"], kLater);
  EXPECT_EQ(parse_json(directory.read("real/file-20240131T120000Z-1.json"))["start"], kStart);
}

TEST(JournalPlace, AcceptsNamesOfMaximumLength) {
  const testing::TemporaryDirectory directory;
  auto& files = os::FileSystem::real();
  JournalPlace place(files, directory / (std::string(250, 'x') + ".json"));
  place.put(journal_with_undo("failed"));
  place.put(journal_of("next", kLater));
  EXPECT_EQ(place.notices().size(), 1U);
}

/// Another process acts just before and just after this one replaces a file.
class Interleaved : public FakeFileSystem {
 public:
  std::function<void()> before;
  std::function<void()> after;

  void write_atomically(const std::string& path, std::string_view content) override {
    call(before);
    FakeFileSystem::write_atomically(path, content);
    call(after);
  }
  os::Displaced write_displacing(const std::string& path, std::string_view content,
                                 const std::string& displaced) override {
    call(before);
    const auto done = FakeFileSystem::write_displacing(path, content, displaced);
    call(after);
    return done;
  }

 private:
  static void call(std::function<void()>& action) {
    if (action) std::exchange(action, nullptr)();
  }
};

std::multiset<std::string> all_titles(const FakeFileSystem& files) {
  std::multiset<std::string> titles;
  if (files.content(kPath)) titles.insert(title_in(files, kPath));
  for (const std::string second : {"00", "05", "09"}) {
    for (int number = 1; number < 20; ++number) {
      const std::string name =
          "out-20240131T1200" + second + "Z-" + std::to_string(number) + ".json";
      if (files.content(name)) titles.insert(title_in(files, name));
    }
  }
  return titles;
}

TEST(JournalFileRace, LosesNoJournalOfRunsThatEndAtTheSameMoment) {
  Interleaved files;
  JournalFile one(files, kPath);
  JournalFile two(files, kPath);
  JournalFile three(files, kPath);
  for (JournalFile* each : {&one, &two, &three})
    each->open(Json::object());
  files.before = [&] {
    two.write(journal_of("two", kLater));
    files.after = [&] { three.write(journal_of("three", "2024-01-31T12:00:09+00:00")); };
  };
  one.write(journal_of("one", kStart));
  EXPECT_THAT(all_titles(files), ElementsAre("one", "three", "two"));
}

TEST(JournalFileRace, LosesNoJournalOfManyThreads) {
  constexpr int kRuns = 8;
  FakeFileSystem files;
  std::vector<std::unique_ptr<JournalFile>> runs;
  for (int i = 0; i < kRuns; ++i) {
    runs.push_back(std::make_unique<JournalFile>(files, kPath));
    runs.back()->open(Json::object());
  }
  std::vector<std::jthread> threads;
  for (int i = 0; i < kRuns; ++i) {
    threads.emplace_back([&, i] {
      runs[i]->write(journal_of(std::to_string(i),
                                "2024-01-31T12:00:00.10000" + std::to_string(i) + "+00:00"));
    });
  }
  threads.clear();
  EXPECT_EQ(all_titles(files).size(), kRuns);
}

}  // namespace
}  // namespace chaos

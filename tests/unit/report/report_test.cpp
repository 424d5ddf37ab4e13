#include "report/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "support/fake_file_system.h"
#include "support/journals.h"

namespace chaos::report {
namespace {

using testing::FakeFileSystem;
using ::testing::HasSubstr;
using testing::journal_of;
using testing::run_of;

struct Refusal {
  std::string message;
  std::string hint;
  Position position;
};

Refusal refusal_of(FakeFileSystem& files, const std::string& path) {
  try {
    read_journal(files, path);
  } catch (const ReportError& error) {
    return {error.what(), error.diagnostic().hint, error.diagnostic().position};
  }
  return {};
}

TEST(Report, ReadsJournals) {
  FakeFileSystem files;
  files.set_content("j.json", R"({"status": "completed"})");
  EXPECT_EQ(read_journal(files, "j.json")["status"], "completed");
}

TEST(Report, ReadsJournalsOfWhichOnlyTheRecordIsLeft) {
  FakeFileSystem files;
  files.set_content("j.json", R"({"extensions": [{"name": "chaos", "record": {"run": []}}]})");
  EXPECT_TRUE(read_journal(files, "j.json").contains("extensions"));
}

TEST(Report, HasAHintForAMissingJournal) {
  FakeFileSystem files;
  const Refusal refusal = refusal_of(files, "j.json");
  EXPECT_EQ(refusal.message, "the journal 'j.json' cannot be read: No such file or directory");
  EXPECT_THAT(refusal.hint, HasSubstr("--journal-path"));
}

TEST(Report, SaysHowToRebuildTheJournalAfterACrash) {
  FakeFileSystem files;
  files.set_content("j.json.wal", "log");
  EXPECT_EQ(refusal_of(files, "j.json").hint,
            "its run did not finish: `chaos recover j.json.wal` rebuilds it");
  EXPECT_EQ(refusal_of(files, "j.json.wal").hint,
            "this is a write-ahead log; `chaos recover j.json.wal` rebuilds the journal from it");
}

TEST(Report, ShowsWhereAJournalIsNotJson) {
  FakeFileSystem files;
  files.set_content("j.json", "{\n  \"status\": }");
  const Refusal refusal = refusal_of(files, "j.json");
  EXPECT_EQ(refusal.message, "'j.json' is not JSON: Expecting value: line 2 column 13 (char 14)");
  EXPECT_EQ(refusal.position.file, "j.json");
  EXPECT_EQ(refusal.position.line, 2U);
}

TEST(Report, RejectsOtherDocuments) {
  FakeFileSystem files;
  files.set_content("e.json", R"({"title": "t", "method": []})");
  EXPECT_EQ(refusal_of(files, "e.json").message, "'e.json' is not a journal");
  EXPECT_EQ(refusal_of(files, "e.json").hint,
            "this is an experiment: `chaos run` runs it and writes its journal");
  files.set_content("e.json", "[]");
  EXPECT_EQ(refusal_of(files, "e.json").hint, "name the journal that `chaos run` wrote");
}

TEST(Report, IsWrittenInTheFormatOfItsDestination) {
  FakeFileSystem files;
  const Json journal = journal_of({run_of("action", "a")});
  write_report(files, read_destination("r.html"), journal, "j.json");
  write_report(files, read_destination("junit:r.txt"), journal, "j.json");
  EXPECT_TRUE(files.content("r.html")->starts_with("<!DOCTYPE html>"));
  EXPECT_TRUE(files.content("r.txt")->starts_with("<?xml"));
}

TEST(Report, ThatCannotBeWrittenKeepsTheOldOne) {
  FakeFileSystem files;
  files.set_content("r.html", "old");
  files.fail_call(0, ENOSPC);
  try {
    write_report(files, read_destination("r.html"), journal_of({}), "j.json");
    FAIL();
  } catch (const ReportError& error) {
    EXPECT_STREQ(error.what(), "the report cannot be written to 'r.html': No space left on device");
    EXPECT_THAT(error.diagnostic().hint, HasSubstr("the journal was not changed"));
  }
  EXPECT_EQ(files.content("r.html"), "old");
}

}  // namespace
}  // namespace chaos::report

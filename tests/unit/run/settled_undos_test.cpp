#include "run/settled_undos.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>

#include "support/environment_variable.h"
#include "support/journals.h"
#include "support/temporary_directory.h"

namespace chaos {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using testing::failed_run_of;
using ::testing::IsEmpty;
using testing::journal_of;
using testing::run_of;

class SettledUndosTest : public ::testing::Test {
 protected:
  SettledUndosTest() { fs::create_directories(directory_ / "chaos/runs"); }

  /// The journal of a run with two rollbacks, of which the first succeeded.
  static Json half_done() {
    return journal_of({run_of("action", "act")},
                      {run_of("action", "mend"), failed_run_of("action", "fix", "it failed")});
  }
  void note(const Json& journal, const std::string& path = "/j.json") {
    note_settled_undos(files_, journal, undos_of(journal), path);
  }

  const testing::TemporaryDirectory directory_;
  const testing::EnvironmentVariable state_{"XDG_STATE_HOME", directory_ / ""};
  os::FileSystem& files_ = os::FileSystem::real();
};

TEST_F(SettledUndosTest, AreNotKnownWithoutANote) {
  const SettledUndos none = settled_undos(files_, half_done());
  EXPECT_THAT(none.pointers, IsEmpty());
  EXPECT_EQ(none.note, "");
}

TEST_F(SettledUndosTest, AreThoseThatSucceededAccordingToTheJournal) {
  note(half_done());
  const SettledUndos known = settled_undos(files_, half_done());
  EXPECT_THAT(known.pointers, ElementsAre("/rollbacks/0"));
  EXPECT_EQ(known.journal, "/j.json");
  EXPECT_TRUE(fs::exists(known.note));
}

TEST_F(SettledUndosTest, AreThoseOfTheSameRun) {
  note(half_done());
  Json other = half_done();
  other["start"] = "2020-01-01T00:00:00+00:00";
  EXPECT_THAT(settled_undos(files_, other).pointers, IsEmpty());
  // As if both had the same key.
  fs::rename(settled_undos(files_, half_done()).note, directory_ / "note");
  note(other);
  fs::rename(directory_ / "note", settled_undos(files_, other).note);
  EXPECT_THAT(settled_undos(files_, other).pointers, IsEmpty());
}

TEST_F(SettledUndosTest, AddUpUnlessTheyWerePlayedAgain) {
  note(half_done());
  Json other_half = half_done();
  std::swap(other_half["rollbacks"][0], other_half["rollbacks"][1]);
  other_half["rollbacks"].erase(0);  // a copy, of which only the second one was played
  note_settled_undos(files_, other_half, {{.pointer = "/rollbacks/1", .name = "fix"}}, "/k.json");
  const auto known = settled_undos(files_, half_done());
  EXPECT_EQ(known.journal, "/k.json");
  EXPECT_THAT(known.pointers, ::testing::Contains("/rollbacks/0"));

  Json failed = half_done();
  failed["rollbacks"][0] = failed_run_of("action", "mend", "it failed");
  note(failed);
  EXPECT_THAT(settled_undos(files_, failed).pointers, IsEmpty());
}

TEST_F(SettledUndosTest, AreForgottenAfterAYear) {
  note(half_done());
  const std::string old = settled_undos(files_, half_done()).note;
  fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::hours(24 * 366));
  Json other = half_done();
  other["start"] = "2020-01-01T00:00:00+00:00";
  note(other);
  EXPECT_FALSE(fs::exists(old));
  EXPECT_THAT(settled_undos(files_, other).pointers, ElementsAre("/rollbacks/0"));
}

TEST_F(SettledUndosTest, AreNotNotedWhereThatIsImpossible) {
  Json journal = half_done();
  journal.erase("start");
  note(journal);
  EXPECT_TRUE(fs::is_empty(directory_ / "chaos/runs"));
}

}  // namespace
}  // namespace chaos

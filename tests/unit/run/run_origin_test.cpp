#include "run/run_origin.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "experiment/chaos_block.h"
#include "os/process_identity.h"
#include "support/temporary_directory.h"

namespace chaos {
namespace {

using testing::TemporaryDirectory;

TEST(RunOrigin, IsStatedIfTheJournalsPathDoesNotImplyIt) {
  const TemporaryDirectory home;
  const Json provider = {{"type", "python"}, {"module", "tools"}, {"func", "mend"}};
  Json journal = {{"experiment", {{"rollbacks", {{{"name", "mend"}, {"provider", provider}}}}}}};
  state_origin(journal,
               {{"directory", "/srv/app"},
                {"interpreter", "/venv/bin/python"},
                {"variable_files", {"/etc/vars.yaml", "relative.yaml", 7}}},
               home / "journal.json");
  EXPECT_EQ(directory_of_run(journal, home / "journal.json"), "/srv/app");
  EXPECT_EQ(interpreter_of_run(journal, "/srv/app"), "/venv/bin/python");
  EXPECT_EQ(*chaos_block_member(journal, "variable_files"), Json({"/etc/vars.yaml"}));
}

TEST(RunOrigin, OfAPlainRunAddsNothingToTheJournal) {
  const TemporaryDirectory home;
  const std::string directory = std::filesystem::canonical(home.path()).string();
  Json journal = {{"status", "completed"}};
  const Json before = journal;
  state_origin(journal, {{"directory", directory}, {"interpreter", "/usr/bin/python3"}},
               home / "journal.json");
  EXPECT_EQ(journal, before);
  EXPECT_EQ(directory_of_run(journal, home / "journal.json"), directory);
  EXPECT_EQ(interpreter_of_run(journal, directory), "");
}

TEST(RunOrigin, KnowsTheJournalsPlaceBehindASymbolicLink) {
  const TemporaryDirectory home;
  std::filesystem::create_directory(home / "real");
  std::filesystem::create_directory_symlink(home / "real", home / "link");
  const std::string real = std::filesystem::canonical(home / "real").string();
  Json journal = Json::object();
  state_origin(journal, {{"directory", real}}, home / "link/journal.json");
  EXPECT_EQ(journal, Json::object());
  EXPECT_EQ(directory_of_run(journal, home / "link/journal.json"), real);
}

TEST(RunOrigin, IsNotReadFromWhatIsNotAString) {
  Json journal = {
      {"extensions", {{{"name", "chaos"}, {"directory", 7}, {"interpreter", nullptr}}}}};
  EXPECT_EQ(directory_of_run(journal, "/no/such/place/journal.json"), "/no/such/place");
  EXPECT_EQ(interpreter_of_run(journal, "/no/such/place"), "");
}

/// Headers of logs whose run was in a directory that no longer exists.
Json header_of(const std::string& journal) {
  return {{"directory", "/no/such/place"}, {"journal", journal}};
}

TEST(RunOrigin, IsWhereTheLogIsNow) {
  const TemporaryDirectory home;
  std::filesystem::create_directory(home / "out");
  const std::string now = std::filesystem::canonical(home / "").string();
  const Json header = header_of("/no/such/place/j.json");
  EXPECT_EQ(moved_directory(header, home / "j.json.wal"), now);
  EXPECT_EQ(moved_directory(header, home / "j.json.wal.20260131T120000Z"), now);
  EXPECT_EQ(moved_directory(header_of("/no/such/place/out/j.json"), home / "out/j.json.wal"), now);
}

TEST(RunOrigin, IsNotKnownIfTheLogWasElsewhere) {
  const TemporaryDirectory home;
  EXPECT_EQ(moved_directory(header_of("/tmp/j.json"), home / "j.json.wal"), "");
  EXPECT_EQ(moved_directory(header_of("/no/such/place/j.json"), home / "backup.wal"), "");
  EXPECT_EQ(moved_directory(header_of("/no/such/place/out/j.json"), home / "j.json.wal"), "");
  EXPECT_EQ(moved_directory({{"directory", "/tmp"}, {"journal", "/tmp/j.json"}}, "j.json.wal"), "");
  EXPECT_EQ(moved_directory(Json::object(), home / "j.json.wal"), "");
}

TEST(RunOrigin, MovesWithTheJournalInIt) {
  Json header = header_of("/no/such/place/out/j.json");
  move_origin(header, "/now");
  EXPECT_EQ(header, Json({{"directory", "/now"}, {"journal", "/now/out/j.json"}}));
  header = header_of("/tmp/j.json");
  move_origin(header, "/now");
  EXPECT_EQ(header, Json({{"directory", "/now"}, {"journal", "/tmp/j.json"}}));
}

TEST(RunOrigin, KnowsItsDirectoryByMoreThanItsName) {
  const TemporaryDirectory home;
  const std::string work = std::filesystem::canonical(home / "").string() + "/work";
  std::filesystem::create_directory(work);
  Json journal = {{"node", os::host_name()}};
  state_origin(journal, {{"directory", work}, {"directory_id", directory_id(work)}}, "/tmp/j.json");
  EXPECT_FALSE(was_replaced(journal, work, "/tmp/j.json"));
  std::filesystem::rename(work, home / "old");
  std::filesystem::create_directory(work);
  EXPECT_TRUE(was_replaced(journal, work, "/tmp/j.json"));
  EXPECT_FALSE(was_replaced(journal, home / "old", "/tmp/j.json"));
  journal["node"] = "another machine";
  EXPECT_FALSE(was_replaced(journal, work, "/tmp/j.json"));
}

TEST(RunOrigin, MovesWithTheInterpreterInIt) {
  const TemporaryDirectory home;
  const std::string moved = home / "venv/bin/python";
  std::filesystem::create_directories(home / "venv/bin");
  home.write("venv/bin/python", "", 0755);
  Json header = header_of("/no/such/place/j.json");
  header["interpreter"] = "/no/such/place/venv/bin/python";
  move_origin(header, home / "");
  EXPECT_EQ(header["interpreter"], moved);
  const Json journal = {{"extensions",
                         {{{"name", "chaos"},
                           {"directory", "/no/such/place"},
                           {"interpreter", "/no/such/place/venv/bin/python"}}}}};
  EXPECT_EQ(interpreter_of_run(journal, home / ""), moved);
  EXPECT_EQ(interpreter_of_run(journal, "/elsewhere"), "/no/such/place/venv/bin/python");
}

TEST(Recovery, IsStatedEachTime) {
  Json journal = Json::object();
  state_recovery(journal, "watchdog");
  state_recovery(journal, "rollback");
  const Json& recovered = *chaos_block_member(journal, "recovered");
  ASSERT_EQ(recovered.size(), 2U);
  EXPECT_EQ(recovered[0]["by"], "watchdog");
  EXPECT_EQ(recovered[1]["by"], "rollback");
  EXPECT_EQ(recovered[1]["user"], os::user_name());
  EXPECT_LE(recovered[0]["at"], recovered[1]["at"]);
}

}  // namespace
}  // namespace chaos

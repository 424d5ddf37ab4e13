#include "run/saved_journal.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <ctime>
#include <filesystem>
#include <string>
#include <vector>

#include "json/json_reader.h"
#include "support/environment_variable.h"
#include "support/temporary_directory.h"

namespace chaos {
namespace {

namespace fs = std::filesystem;

const Json kJournal = {{"status", "completed"}};

/// The names that journals in the temporary directory will get next.
std::vector<std::string> guesses() {
  std::vector<std::string> names;
  constexpr int kSeconds = 120;
  const std::time_t now = std::time(nullptr);
  for (int i = 0; i < kSeconds; ++i) {
    const std::time_t time = now + i;
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &parts);
    names.push_back("chaos-journal-" + std::string(text.data()) + "-" + std::to_string(::getpid()));
  }
  return names;
}

TEST(SavedJournal, DoesNotFollowALinkThatSomebodyPlantedInTheTemporaryDirectory) {
  const testing::TemporaryDirectory directory;
  const testing::EnvironmentVariable place("TMPDIR", directory / "");
  const std::string victim = directory / "victim";
  for (const auto& name : guesses())
    fs::create_symlink(victim, directory / (name + ".json"));
  const std::string path =
      save_in_temporary_directory(os::FileSystem::real(), kJournal, directory / "");
  EXPECT_FALSE(fs::exists(victim));
  EXPECT_TRUE(path.ends_with("-2.json")) << path;
  EXPECT_EQ(parse_json(os::FileSystem::real().read(path)), kJournal);
}

}  // namespace
}  // namespace chaos

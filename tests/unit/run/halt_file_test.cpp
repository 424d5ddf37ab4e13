#include "run/halt_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "support/captured_log.h"
#include "support/environment_variable.h"
#include "support/temporary_directory.h"

namespace chaos {
namespace {

using testing::CapturedLog;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::TemporaryDirectory;
namespace fs = std::filesystem;

class HaltFileTest : public ::testing::Test {
 protected:
  std::string path(const std::string& name = "halt") const { return directory_ / name; }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name)) << text;
  }
  /// Handles events until there are none for `patience` milliseconds.
  void look(HaltFile& file, int patience = 0) {
    for (pollfd event{file.fd(), POLLIN, 0}; !halted() && ::poll(&event, 1, patience) > 0;)
      file.look();
  }
  /// Returns once the watch has begun.
  static void begin(HaltFile& file) {
    pollfd event{file.fd(), POLLIN, 0};
    ::poll(&event, 1, -1);
    file.look();
  }
  bool halted() const { return interruption_.foreground().stop_requested(); }

  CapturedLog log_;
  TemporaryDirectory directory_;
  Interruption interruption_;
};

TEST_F(HaltFileTest, DoesNotObjectIfItDoesNotExist) {
  HaltFile file(path(), interruption_);
  EXPECT_FALSE(file.objection({}));
  begin(file);
  EXPECT_FALSE(halted());
  EXPECT_THAT(log_.records(), IsEmpty());
}

TEST_F(HaltFileTest, PreventsARunFromStartingAndSaysWhy) {
  write("halt", "maintenance until 6\n");
  const auto why = HaltFile(path(), interruption_).objection({});
  ASSERT_TRUE(why);
  EXPECT_EQ(why->guard, "halt file");
  EXPECT_EQ(why->sentence, "Experiments are halted: maintenance until 6 (" + path() + ")");
}

TEST_F(HaltFileTest, NeedsNoReason) {
  write("halt", "");
  EXPECT_THAT(HaltFile(path(), interruption_).objection({})->sentence,
              HasSubstr("no reason was given"));
  fs::create_directory(path("directory"));
  EXPECT_TRUE(HaltFile(path("directory"), interruption_).objection({}));
}

TEST_F(HaltFileTest, InterruptsTheRunOnceTheReasonIsWritten) {
  HaltFile file(path(), interruption_);
  begin(file);
  std::ofstream writer(path());
  look(file);
  EXPECT_FALSE(halted());
  writer << "incident 42";
  writer.close();
  look(file);
  EXPECT_TRUE(halted());
  EXPECT_TRUE(interruption_.background().stop_requested());
  EXPECT_THAT(log_.records(),
              ElementsAre("CRITICAL Experiments are halted: incident 42 (" + path() + ")"));
}

TEST_F(HaltFileTest, IsSeenIfItWasWrittenBeforeTheWatchBegan) {
  HaltFile file(path(), interruption_);
  write("halt", "incident 42");
  begin(file);
  EXPECT_TRUE(halted());
}

TEST_F(HaltFileTest, IsNotReadIfItIsAPipe) {
  HaltFile file(path(), interruption_);
  ASSERT_EQ(::mkfifo(path().c_str(), 0600), 0);
  begin(file);
  EXPECT_TRUE(halted());
  EXPECT_TRUE(HaltFile(path(), interruption_).objection({}));
}

TEST_F(HaltFileTest, WaitsForItsReasonIfItWasCreatedBeforeTheWatchBegan) {
  HaltFile file(path(), interruption_);
  std::ofstream writer(path());
  begin(file);
  EXPECT_FALSE(halted());
  writer << "incident 42";
  writer.close();
  look(file);
  EXPECT_THAT(log_.records(), ElementsAre(HasSubstr("incident 42")));
}

TEST_F(HaltFileTest, LimitsTheWaitForItsWriter) {
  HaltFile file(path(), interruption_);
  begin(file);
  const std::ofstream writer(path());
  look(file, 30000);
  EXPECT_TRUE(halted());
}

TEST_F(HaltFileTest, MayBeMovedLinkedOrMadeWithItsDirectory) {
  write("ready", "incident 42");
  fs::create_directory(path("made"));
  write("made/halt", "incident 42");
  const auto moves = [&](const std::string& name) { fs::rename(path("ready"), path(name)); };
  const auto links = [&](const std::string& name) {
    fs::create_hard_link(path("made/halt"), path(name));
  };
  const auto points = [&](const std::string& name) {
    fs::create_symlink(path("made/halt"), path(name));
  };
  int number = 0;
  for (const std::function<void(const std::string&)>& make :
       {std::function<void(const std::string&)>(moves), {links}, {points}}) {
    const std::string name = "halt" + std::to_string(++number);
    Interruption interruption;
    HaltFile file(path(name), interruption);
    begin(file);
    make(name);
    for (pollfd event{file.fd(), POLLIN, 0}; ::poll(&event, 1, 0) > 0;)
      file.look();
    EXPECT_TRUE(interruption.reason()) << name;
  }
  HaltFile file(path("later/halt"), interruption_);
  begin(file);
  fs::rename(path("made"), path("later"));
  look(file);
  EXPECT_TRUE(halted());
}

TEST_F(HaltFileTest, InterruptsOnce) {
  HaltFile file(path(), interruption_);
  begin(file);
  write("halt", "one");
  look(file);
  write("halt", "two");
  file.look();
  EXPECT_THAT(log_.records(), ElementsAre(HasSubstr("one")));
}

TEST_F(HaltFileTest, DoesNotEndRollbacks) {
  HaltFile file(path(), interruption_);
  begin(file);
  interruption_.enter_rollbacks();
  write("halt", "late");
  file.look();
  EXPECT_FALSE(halted());
  EXPECT_THAT(log_.records(), Contains(HasSubstr("The rollbacks continue.")));
}

TEST_F(HaltFileTest, SaysNothingWhenTheRunOrItsRollbacksAreOver) {
  for (void (HaltFile::*leave)() : {&HaltFile::end, &HaltFile::leave_rollbacks}) {
    HaltFile file(path(), interruption_);
    begin(file);
    (file.*leave)();
    write("halt", "late");
    file.look();
    EXPECT_THAT(log_.records(), IsEmpty());
    EXPECT_FALSE(interruption_.reason());
    fs::remove(path());
  }
}

TEST(HaltFilePath, IsNamedByTheEnvironment) {
  EXPECT_EQ(halt_file_path(), "/etc/chaos/halt");
  const testing::EnvironmentVariable variable("CHAOS_HALT_FILE", "");
  EXPECT_EQ(halt_file_path(), "");
  Interruption interruption;
  HaltFile none(halt_file_path(), interruption);
  EXPECT_EQ(none.fd(), -1);
  EXPECT_FALSE(none.objection({}));
}

}  // namespace
}  // namespace chaos

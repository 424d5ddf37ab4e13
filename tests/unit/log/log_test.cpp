#include "log/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "json/json_reader.h"
#include "support/temporary_directory.h"

namespace chaos::log {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::TemporaryDirectory;

/// After each test, resets the log to its state before configuration.
class Log : public ::testing::Test {
 protected:
  ~Log() override { configure({}); }

  /// The output of `action` on standard error.
  template <class Action>
  static std::string console(const Action& action) {
    ::testing::internal::CaptureStderr();
    action();
    return ::testing::internal::GetCapturedStderr();
  }

  TemporaryDirectory directory_;
};

TEST_F(Log, ShowsInformationOnTheConsole) {
  configure({});
  EXPECT_FALSE(enabled(Level::kDebug));
  EXPECT_TRUE(enabled(Level::kInfo));
  const std::string text = console([] {
    debug("not shown");
    info("shown");
    critical("grave");
  });
  EXPECT_THAT(text, Not(HasSubstr("not shown")));
  EXPECT_THAT(text, HasSubstr(" INFO] shown\n"));
  EXPECT_THAT(text, HasSubstr(" CRITICAL] grave\n"));
}

TEST_F(Log, ShowsTheOriginWhenVerbose) {
  configure({.verbose = true, .json = false, .file = ""});
  const std::string text = console([] { debug("shown"); });
  EXPECT_THAT(text, HasSubstr(" DEBUG] [log_test:"));
  EXPECT_THAT(console([] { write_from(Level::kInfo, "x", "extension", 3); }),
              EndsWith(" INFO] [extension:3] x\n"));
}

TEST_F(Log, WritesJsonWhenAsked) {
  configure({.verbose = false, .json = true, .file = ""});
  const Json record = parse_json(console([] { info("hello"); }));
  EXPECT_EQ(record["message"], "hello");
  EXPECT_EQ(record["context_id"].get<std::string>().size(), 36U);
}

TEST_F(Log, WritesRecordsOfTheFilesLevel) {
  configure({.file = directory_ / "log", .file_level = Level::kWarning});
  console([] {
    info("to the console only");
    warning("to both");
  });
  EXPECT_THAT(directory_.read("log"), EndsWith(" to both\n"));
  EXPECT_THAT(directory_.read("log"), Not(HasSubstr("console only")));
}

TEST_F(Log, AppendsToAFile) {
  directory_.write("log", "earlier\n");
  configure({.file = directory_ / "log"});
  debug("later");
  EXPECT_THAT(directory_.read("log"), ::testing::StartsWith("earlier\n"));
  EXPECT_THAT(directory_.read("log"), EndsWith(" later\n"));
}

TEST_F(Log, ReportsAFileThatCannotBeOpened) {
  try {
    configure({.file = directory_ / "no/log"});
    FAIL() << "was opened";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.what(), "cannot open the log file '" + (directory_ / "no/log") +
                                "': No such file or directory");
  }
}

TEST_F(Log, ReportsOnceThatItsFileCannotBeWritten) {
  const std::string text = console([] {
    configure({.file = "/dev/full"});
    debug("one");
    debug("two");
  });
  EXPECT_EQ(text, "chaos: the log file '/dev/full' cannot be written: No space left on device\n");
}

TEST_F(Log, HidesSecretsEverywhere) {
  configure({.file = directory_ / "log"});
  add_secrets({"log-test-secret"});
  const std::string text = console([] { info("it is log-test-secret"); });
  EXPECT_THAT(text, EndsWith(" it is [redacted]\n"));
  EXPECT_THAT(directory_.read("log"), EndsWith(" it is [redacted]\n"));
  EXPECT_EQ(redact("log-test-secret"), "[redacted]");
}

TEST_F(Log, KeepsRecordsOfManyThreadsWhole) {
  configure({.file = directory_ / "log"});
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([] {
        for (int j = 0; j < 100; ++j)
          debug("a record of some length");
      });
    }
  }
  const std::string text = directory_.read("log");
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 400);
  std::size_t whole = 0;
  for (std::size_t at = text.find("a record of some length\n"); at != std::string::npos;
       at = text.find("a record of some length\n", at + 1)) {
    ++whole;
  }
  EXPECT_EQ(whole, 400U);
}

}  // namespace
}  // namespace chaos::log

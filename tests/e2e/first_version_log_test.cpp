#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <set>
#include <string>
#include <string_view>

#include "json/json_reader.h"
#include "os/process_identity.h"
#include "run/wal_format.h"
#include "support/chaos_command.h"
#include "support/named_pipe.h"

namespace chaos::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const char* const kWal = "journal.json.wal";

/// The log of a killed run, as a program that only knew version 1 of the format has left it: with
/// the values in the header, and without owners.
class FirstVersionLog : public ::testing::Test {
 protected:
  /// `writer` is the process that the header names.
  void leave_log(const os::ProcessIdentity& writer) {
    NamedPipe news(chaos_.path("news"));
    Json experiment = experiment_of({shell_action("hang", "echo up > news; exec sleep 1000")},
                                    {shell_action("mend", "echo ${target} ${region} >> back")});
    experiment["configuration"] = {{"target", "declared"}, {"region", "declared"}};
    chaos_.experiment(experiment);
    RunningChaos run = chaos_.start({"run", "--no-watchdog", "experiment.json"});
    EXPECT_EQ(news.read_line(), "up");
    run.signal(SIGKILL).wait();
    chaos_.file("vars.json", R"({"configuration": {"region": "from-file"}})");
    chaos_.file(kWal, in_first_version(chaos_.text(kWal), writer));
  }

  /// The process of a program that has ended.
  static os::ProcessIdentity nobody() { return {.pid = 1 << 22, .start_ticks = 1}; }

  ChaosCommand chaos_;

 private:
  std::string in_first_version(const std::string& log, const os::ProcessIdentity& writer) const {
    const std::set<std::string_view> known = {"run-started", "activity-started", "activity-ended"};
    const Json header = {{"source", "experiment.json"},
                         {"settings", "settings.yaml"},
                         {"variables", {"target=staging-7"}},
                         {"variable_files", {"vars.json"}},
                         {"journal", chaos_.path("journal.json")},
                         {"writer", {{"pid", writer.pid}, {"start_ticks", writer.start_ticks}}}};
    std::uint64_t number = 0;
    std::string text = encode_wal_line(number++, kWalHeaderType,
                                       to_json_text({{"version", 1}, {"header", header}}, -1));
    for (std::size_t begin = 0; begin < log.size();) {
      const std::size_t end = log.find('\n', begin);
      const auto line = decode_wal_line(std::string_view(log).substr(begin, end - begin));
      if (line && known.contains(line->type))
        text += encode_wal_line(number++, line->type, line->payload);
      begin = end + 1;
    }
    return text;
  }
};

TEST_F(FirstVersionLog, IsRolledBackWithTheValuesOfItsHeader) {
  leave_log(nobody());
  const Outcome outcome = chaos_.run({"recover", "--rollback", kWal});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("staging-7 from-file"));
  const Json journal = chaos_.journal();
  EXPECT_EQ(journal["status"], "aborted");
  EXPECT_THAT(names_of(journal["run"]), ElementsAre("hang:aborted"));
  EXPECT_THAT(names_of(journal["rollbacks"]), ElementsAre("mend"));
  EXPECT_EQ(journal["extensions"][0]["recovered"][0]["user"], os::user_name());
  EXPECT_FALSE(chaos_.exists(kWal));
}

TEST_F(FirstVersionLog, IsRolledBackWithTheValuesOfTheCommandFirst) {
  leave_log(nobody());
  const Outcome outcome =
      chaos_.run({"recover", "--rollback", "--var", "region=from-command", kWal});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("staging-7 from-command"));
}

TEST_F(FirstVersionLog, IsLeftAloneWhileItsWriterIsRunning) {
  leave_log(os::current_process());
  const Outcome outcome = chaos_.run({"recover", "--rollback", kWal});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("pid " + std::to_string(::getpid())));
  EXPECT_FALSE(chaos_.exists("back"));
  EXPECT_TRUE(chaos_.exists(kWal));
}

}  // namespace
}  // namespace chaos::testing

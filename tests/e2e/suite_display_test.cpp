#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/chaos_command.h"
#include "support/named_pipe.h"
#include "support/terminal.h"

namespace chaos::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

const std::vector<std::string> kTwoAtOnce{"run", "--jobs", "2", "a.json", "b.json", "c.json"};

/// One experiment that cannot be run, and two that wait for the test.
class SuiteDisplay : public ::testing::Test {
 protected:
  SuiteDisplay() {
    const std::string held =
        to_json_text(experiment_of({shell_action("hold", "echo up > news; read go < gate")}), 2);
    chaos_.env("LC_ALL", "C.UTF-8").env("NO_COLOR", "1");
    chaos_.file("a.json", "{").file("b.json", held).file("c.json", held);
  }

  void release() {
    gate_.write_line();
    gate_.write_line();
  }

  ChaosCommand chaos_;
  NamedPipe news_{chaos_.path("news")};
  NamedPipe gate_{chaos_.path("gate")};
};

TEST_F(SuiteDisplay, ShowsWhatIsRunningAndHowManyAreDone) {
  Terminal terminal(chaos_, kTwoAtOnce);
  terminal.wait_for_last_line("● c.json");
  EXPECT_THAT(terminal.screen().text(), HasSubstr("\n▶ 1 of 3 done, 1 not passed "));
  EXPECT_THAT(terminal.screen().text(), HasSubstr("\n  ● b.json "));
  release();
  EXPECT_EQ(terminal.wait(), 1);
  EXPECT_THAT(terminal.screen().text(), Not(HasSubstr("●")));
  EXPECT_THAT(terminal.screen().last_line(), MatchesRegex("3 experiments: 2 completed, 1 invalid"));
}

TEST_F(SuiteDisplay, IsHiddenIfDisabled) {
  for (const char* option : {"--no-progress", "--quiet"}) {
    release();
    std::vector<std::string> arguments = kTwoAtOnce;
    arguments.insert(arguments.begin() + 1, option);
    Terminal terminal(chaos_, arguments);
    EXPECT_EQ(terminal.wait(), 1);
    EXPECT_THAT(terminal.shown(), Not(HasSubstr("▶"))) << option;
    EXPECT_THAT(terminal.shown(), HasSubstr("3 experiments: ")) << option;
  }
}

TEST_F(SuiteDisplay, IsHiddenWithoutATerminal) {
  release();
  EXPECT_THAT(chaos_.run(kTwoAtOnce).err, Not(HasSubstr("▶")));
}

}  // namespace
}  // namespace chaos::testing

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <string>
#include <vector>

#include "support/named_pipe.h"
#include "support/python_experiment.h"
#include "support/shell_command.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace fs = std::filesystem;

constexpr const char* kModule = R"(
def mend():
    with open('back', 'a') as file: file.write('mend\n')
)";

/// A run in the directory "work" whose interpreter, in its directory "venv", is not the first on
/// the system's PATH. A program stands for the interpreter and notes each start.
class RollbackInterpreter : public ::testing::Test {
 protected:
  RollbackInterpreter() {
    fs::create_directories(chaos_.path("work/venv/bin"));
    const std::string program = "#!/bin/sh\necho started >> " + chaos_.path("starts") + "\nexec " +
                                CHAOS_TEST_PYTHON + " \"$@\"\n";
    for (const char* name : {"python3", "python"})
      chaos_.file(std::string("work/venv/bin/") + name, program, 0755);
    chaos_.file("work/tools.py", kModule);
    chaos_.file("work/settings.yaml", "extensions: {python: {interpreter: venv/bin/python3}}\n");
  }

  /// `method` is a shell script. The rollbacks are a process and a Python function.
  void write_experiment(const std::string& method) {
    const Json experiment =
        experiment_of({shell_action("break", method)},
                      {shell_action("tidy", "echo tidy >> back"), python_action("mend")});
    chaos_.file("work/e.json", to_json_text(experiment, 2));
  }

  /// A run that does not roll back.
  Outcome run(const std::string& variables, const std::string& options = "") {
    write_experiment("true");
    return chaos_.script("cd work && " + variables + " \"$CHAOS\" " + options +
                         " run --rollback-strategy never e.json");
  }

  /// Returns what the run has said that was killed after `method`, and its watchdog.
  Outcome kill_run(const std::string& options, const std::string& method) {
    NamedPipe news(chaos_.path("news"));
    write_experiment(method + "; echo up > ../news; exec sleep 1000");
    RunningChaos run = chaos_.start_script(
        "cd work && export PATH=\"$PWD/venv/bin:$PATH\" && exec \"$CHAOS\" run " + options +
        " e.json");
    EXPECT_EQ(news.read_line(), "up");
    return run.signal(SIGKILL).wait();
  }

  /// From cron: in another directory, with almost no environment.
  Outcome from_cron(const std::string& command) {
    fs::remove(chaos_.path("starts"));
    return chaos_.script("cd / && exec env -i HOME=\"$HOME\" PATH=/usr/bin:/bin \"$CHAOS\" " +
                         command);
  }

  ShellCommand chaos_;
};

TEST_F(RollbackInterpreter, IsThatOfTheRunHoweverTheRunFoundIt) {
  struct Way {
    std::string variables;
    std::string options;
  };
  const std::vector<Way> ways = {{"PATH=\"$PWD/venv/bin:$PATH\"", ""},
                                 {"PATH=\"venv/bin:$PATH\"", ""},
                                 {"CHAOS_PYTHON=venv/bin/python3", ""},
                                 {"VIRTUAL_ENV=\"$PWD/venv\"", ""},
                                 {"", "--settings settings.yaml"}};
  for (const Way& way : ways) {
    ASSERT_EQ(run(way.variables, way.options).exit_code, 0) << way.variables;
    const Outcome outcome = from_cron("rollback " + chaos_.path("work/journal.json"));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(chaos_.lines("work/back"), ElementsAre("tidy", "mend")) << way.variables;
    EXPECT_THAT(chaos_.lines("starts"), ElementsAre("started")) << way.variables << way.options;
    fs::remove(chaos_.path("work/back"));
  }
}

TEST_F(RollbackInterpreter, IsThatOfTheRunAfterAKill) {
  kill_run("--no-watchdog", "true");
  const Outcome outcome = from_cron("recover --rollback " + chaos_.path("work/journal.json.wal"));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(chaos_.lines("work/back"), ElementsAre("tidy", "mend"));
  EXPECT_THAT(chaos_.lines("starts"), ElementsAre("started"));
}

/// The shell may still have a variable of a project whose directory it has left.
TEST_F(RollbackInterpreter, DoesNotDependOnARelativeVariable) {
  run("CHAOS_PYTHON=venv/bin/python3");
  fs::remove(chaos_.path("starts"));
  const Outcome outcome =
      chaos_.script("CHAOS_PYTHON=venv/bin/python3 exec \"$CHAOS\" rollback work/journal.json");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.log(),
              Contains("WARNING CHAOS_PYTHON names 'venv/bin/python3', which cannot be executed "
                       "here. Using the Python interpreter of the run, '" +
                       chaos_.path("work/venv/bin/python3") + "'"));
  EXPECT_THAT(chaos_.lines("starts"), ElementsAre("started"));
}

TEST_F(RollbackInterpreter, CanBeReplacedFromTheDirectoryOfTheCaller) {
  run("PATH=\"$PWD/venv/bin:$PATH\"");
  fs::remove(chaos_.path("starts"));
  chaos_.file("mine",
              "#!/bin/sh\necho mine >> " + chaos_.path("starts") + "\nexec " + CHAOS_TEST_PYTHON +
                  " \"$@\"\n",
              0755);
  const Outcome outcome =
      chaos_.script("CHAOS_PYTHON=./mine exec \"$CHAOS\" rollback work/journal.json");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(chaos_.lines("starts"), ElementsAre("mine"));
}

TEST_F(RollbackInterpreter, ThatIsGoneStopsTheCommandBeforeItPlaysAnything) {
  run("PATH=\"$PWD/venv/bin:$PATH\"");
  fs::remove_all(chaos_.path("work/venv"));
  for (const char* dry : {"", "--dry "}) {
    const Outcome outcome =
        from_cron("rollback " + std::string(dry) + chaos_.path("work/journal.json"));
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err,
                AllOf(HasSubstr("the Python interpreter of the run, '" +
                                chaos_.path("work/venv/bin/python3") +
                                "', no longer exists or cannot be executed"),
                      HasSubstr("nothing was rolled back; restore it, or set CHAOS_PYTHON to "
                                "another one that has the same packages")));
  }
  EXPECT_FALSE(chaos_.exists("work/back"));
}

TEST_F(RollbackInterpreter, ThatIsGoneDoesNotMatterIfNothingNeedsIt) {
  run("PATH=\"$PWD/venv/bin:$PATH\"");
  fs::remove_all(chaos_.path("work/venv"));
  const Outcome outcome = from_cron("rollback --only tidy " + chaos_.path("work/journal.json"));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(chaos_.lines("work/back"), ElementsAre("tidy"));
}

/// Nobody is there to name another interpreter, and the other rollbacks are due.
TEST_F(RollbackInterpreter, ThatIsGoneOnlyMattersToTheWatchdogIfItIsNeeded) {
  const Outcome outcome = kill_run("", "mv venv gone");
  EXPECT_THAT(chaos_.lines("work/back"), ElementsAre("tidy"));
  EXPECT_THAT(outcome.log(),
              Contains(HasSubstr("Cannot play the rollback 'mend': the Python interpreter of the "
                                 "run, '" +
                                 chaos_.path("work/venv/bin/python3") + "'")));
  EXPECT_TRUE(chaos_.exists("work/journal.json.wal"));
  fs::rename(chaos_.path("work/gone"), chaos_.path("work/venv"));
  EXPECT_EQ(from_cron("recover --rollback " + chaos_.path("work/journal.json.wal")).exit_code, 0);
  EXPECT_THAT(chaos_.lines("work/back"), ElementsAre("tidy", "mend"));
}

TEST_F(RollbackInterpreter, IsNotNotedIfNoRollbackNeedsIt) {
  chaos_.file("work/e.json", to_json_text(experiment_of({shell_action("break", "true")},
                                                        {shell_action("tidy", "true")}),
                                          2));
  chaos_.script("cd work && \"$CHAOS\" run --rollback-strategy never e.json");
  EXPECT_EQ(chaos_.json("work/journal.json").value("extensions", Json::array()), Json::array());
}

}  // namespace
}  // namespace chaos::testing

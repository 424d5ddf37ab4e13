#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "support/chaos_command.h"
#include "support/python_experiment.h"

namespace chaos::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kExtension = R"(
from chaoslib.discovery.discover import discover_actions, initialize_discovery_result
from chaoslib.exceptions import DiscoveryFailed

__all__ = ["stop"]

def discover(discover_system=True):
    discovery = initialize_discovery_result("mine", "1.0", "something")
    discovery["activities"].extend(discover_actions("tools"))
    if discover_system:
        discovery["system"] = {"café": True}
    return discovery

def stop(name: str, force: bool = False) -> int:
    "Stops it."
)";

/// A `chaos` whose Python has the package "mine", which contains tools.py.
class WithPackage : public PythonCommand {
 public:
  explicit WithPackage(const std::string& module = kExtension) : PythonCommand(module) {
    std::filesystem::create_directory(path("mine-1.0.dist-info"));
    file("mine-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: mine\nVersion: 1.0\n");
    file("mine-1.0.dist-info/top_level.txt", "tools\n");
    env("PYTHONPATH", path(""));
  }

  /// Replaces pip with `script`, which gets the arguments.
  WithPackage& pip(const std::string& script) {
    const char* named = std::getenv("CHAOS_TEST_PYTHON");
    file("python",
         "#!/bin/sh\nif [ \"$1 $2\" = '-m pip' ]; then " + script + "; fi\nexec " +
             (named != nullptr ? named : CHAOS_TEST_PYTHON) + " \"$@\"\n",
         0755);
    env("CHAOS_PYTHON", path("python"));
    return *this;
  }
};

TEST(Discover, WritesTheDescriptionOfAPackage) {
  WithPackage chaos;
  const Outcome outcome = chaos.run({"discover", "--no-install", "mine"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.log(), ElementsAre("INFO Discovery outcome saved in ./discovery.json"));
  const Json discovery = chaos.json("discovery.json");
  EXPECT_EQ(discovery["extension"], Json::parse(R"({"name": "mine", "version": "1.0"})"));
  EXPECT_EQ(discovery["activities"], Json::parse(R"([{
    "type": "action", "name": "stop", "mod": "tools", "doc": "Stops it.",
    "arguments": [{"name": "name", "type": "string"},
                  {"name": "force", "default": false, "type": "boolean"}],
    "return_type": "integer"}])"));
  EXPECT_EQ(discovery["system"], Json::parse(R"({"café": true})"));
  EXPECT_THAT(chaos.text("discovery.json"), HasSubstr("\"caf\\u00e9\": true"));
}

TEST(Discover, DoesNotChangeTheSystemIfAskedNotTo) {
  WithPackage chaos;
  const Outcome outcome = chaos.run(
      {"discover", "--no-install", "--no-system-info", "--discovery-path", "d.json", "mine"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(chaos.json("d.json")["system"], nullptr);
}

TEST(Discover, InstallsThePackageWithPip) {
  WithPackage chaos;
  chaos.pip("echo \"$@\" > pip-was-told; exit 0");
  const Outcome outcome = chaos.run({"discover", "mine"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(chaos.text("pip-was-told"), "-m pip install -U mine\n");
  EXPECT_THAT(outcome.log(),
              ElementsAre("INFO Attempting to download and install package 'mine'",
                          "INFO Package downloaded and installed in current environment",
                          "INFO Discovery outcome saved in ./discovery.json"));
}

TEST(Discover, ReportsWhyThePackageIsNotInstalled) {
  WithPackage chaos;
  chaos.pip("echo 'ERROR: No matching distribution found for mine' >&2; exit 1");
  const Outcome outcome = chaos.run({"discover", "mine"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("CRITICAL] failed to install `mine`"));
  EXPECT_THAT(outcome.err, HasSubstr("hint: ERROR: No matching distribution found for mine; `" +
                                     chaos.path("python") +
                                     " -m pip install -U mine` failed; if the package is already "
                                     "installed, use --no-install\n"));
  EXPECT_FALSE(chaos.exists("discovery.json"));
}

TEST(Discover, CanBeInterruptedWhilePipWorks) {
  WithPackage chaos;
  chaos.pip("exec sleep 1000");
  RunningChaos running = chaos.start({"discover", "mine"});
  running.wait_for_log("Attempting to download");
  const Outcome outcome = running.signal(SIGINT).wait();
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_FALSE(chaos.exists("discovery.json"));
}

struct Failure {
  std::string module;
  std::string package;
  std::string message;
};

TEST(Discover, FailsWithTheMessagesOfTheReference) {
  const std::vector<Failure> failures{
      {kExtension, "absent", "Package absent not found"},
      {"", "mine", "package 'tools' does not export a `discover` function"},
      {"import nothing_of_this_name", "mine", "could not load Python module 'tools'"},
      {"from chaoslib.exceptions import DiscoveryFailed\n"
       "def discover(discover_system): raise DiscoveryFailed('no such system')",
       "mine", "no such system"},
      {"def discover(discover_system): return 1 / 0", "mine",
       "ZeroDivisionError: division by zero"},
  };
  for (const auto& [module, package, message] : failures) {
    WithPackage chaos(module);
    const Outcome outcome = chaos.run({"discover", "--no-install", package});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("CRITICAL] " + message + "\n"));
    EXPECT_FALSE(chaos.exists("discovery.json"));
  }
}

TEST(Discover, NeedsPython) {
  ChaosCommand chaos;
  chaos.env("CHAOS_PYTHON", "/no/such/python");
  const Outcome outcome = chaos.run({"discover", "mine"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("/no/such/python"));
}

TEST(Discover, ChecksThatTheFileIsWritableBeforeInstallingAnything) {
  WithPackage chaos;
  chaos.pip("touch pip-was-started; exit 0");
  const Outcome outcome = chaos.run({"discover", "--discovery-path", "no/where.json", "mine"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("no/where.json"));
  EXPECT_FALSE(chaos.exists("pip-was-started"));
}

TEST(Discover, KnowsNativeFunctionsWithoutPython) {
  ChaosCommand chaos;
  chaos.env("CHAOS_EXTENSION_PATH", CHAOS_DICE_EXTENSION).env("CHAOS_PYTHON", "/no/such/python");
  const Outcome outcome = chaos.run({"discover", "dice"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(chaos.json("discovery.json")["activities"], Json::parse(R"([
    {"type": "probe", "name": "roll", "mod": "dice", "doc": "Returns a number from 1 to `sides`.",
     "arguments": [{"name": "sides", "type": "integer"}]},
    {"type": "control", "name": "counting", "mod": "dice.counting", "doc": null, "arguments": []}
  ])"));
}

}  // namespace
}  // namespace chaos::testing

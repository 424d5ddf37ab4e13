#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "support/chaos_command.h"
#include "support/shell_command.h"

namespace chaos::testing {
namespace {

using ::testing::HasSubstr;

constexpr const char* kYaml = "title: t\ndescription: d\nmethod: []\n";
constexpr const char* kJson = R"({"title": "t", "description": "d", "method": []})";

TEST(Source, MayBeStandardInputInEitherFormat) {
  for (const char* text : {kYaml, kJson}) {
    for (const char* source : {"-", "/dev/stdin"}) {
      ChaosCommand chaos;
      for (const char* command : {"run", "validate", "plan"})
        EXPECT_EQ(chaos.input(text).run({command, source}).exit_code, 0) << command << source;
      EXPECT_EQ(chaos.journal()["status"], "completed");
    }
  }
}

TEST(Source, MayBeAPipe) {
  ShellCommand shell;
  shell.file("e.yaml", kYaml);
  shell.script("mkfifo pipe; cat e.yaml > pipe & \"$CHAOS\" run pipe; echo $? > code");
  EXPECT_EQ(shell.text("code"), "0\n");
}

TEST(Source, FromAPipePointsAtItsMistakes) {
  ChaosCommand chaos;
  const Outcome outcome =
      chaos.input("title: t\ndescription: d\nmethod:\n- {type: actoin}\n").run({"validate", "-"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("<stdin>:4:3: "));
}

TEST(Source, HasTheFormatThatIsGiven) {
  ChaosCommand chaos;
  chaos.file("experiment", kYaml).file("json", kJson);
  EXPECT_EQ(chaos.run({"run", "--source-format", "yaml", "experiment"}).exit_code, 0);
  EXPECT_EQ(chaos.run({"run", "--source-format", "json", "json"}).exit_code, 0);
  EXPECT_EQ(chaos.run({"run", "--source-format", "json", "experiment"}).exit_code, 1);
  const Outcome unknown = chaos.run({"run", "experiment"});
  EXPECT_EQ(unknown.exit_code, 1);
  EXPECT_THAT(unknown.err, HasSubstr("hint: rename the file so that its extension tells its "
                                     "format, or use --source-format\n"));
}

TEST(Source, MayHaveItsExtensionInCapitals) {
  ChaosCommand chaos;
  chaos.file("A.YAML", kYaml).file("B.Json", kJson);
  EXPECT_EQ(chaos.run({"run", "A.YAML"}).exit_code, 0);
  EXPECT_EQ(chaos.run({"run", "B.Json"}).exit_code, 0);
}

TEST(Source, ThatCanOnlyBeReadOnceIsNotPartOfASuite) {
  ChaosCommand chaos;
  const Outcome outcome = chaos.file("a.json", kJson).input(kJson).run({"run", "a.json", "-"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("Error: '-' can only be read once: run it alone"));
}

TEST(Source, IsNeverOverwritten) {
  const struct {
    std::vector<std::string> arguments;
    const char* message;
  } mistakes[] = {
      {{"run", "--journal-path", "e.json", "e.json"},
       "Error: --journal-path and the experiment are both 'e.json'"},
      {{"run", "--journal-path", "link.json", "e.json"},
       "Error: --journal-path and the experiment are both 'link.json'"},
      {{"run", "--report", "json-summary:e.json", "e.json"},
       "Error: --report and the experiment are both 'e.json'"},
      {{"run", "--var-file", "vars.json", "--journal-path", "./vars.json", "e.json"},
       "Error: --journal-path and --var-file are both './vars.json'"},
      {{"run", "--journal-dir", ".", "e.json"},
       "Error: the journal and the experiment are both './e.json'"},
      {{"run", "--report", "json-summary:journal.json", "e.json"},
       "Error: --report and --journal-path are both 'journal.json': each needs its own file"},
      {{"run", "--report", "html:-", "--report", "markdown:-", "e.json"},
       "Error: --report and --report are both standard output: each needs its own file"},
      {{"report", "--output", "journal.json", "journal.json"},
       "Error: --output and the journal are both 'journal.json'"},
  };
  for (const auto& [arguments, message] : mistakes) {
    ChaosCommand chaos;
    chaos.file("e.json", kJson).file("vars.json", "{}").file("journal.json", "{}");
    ASSERT_EQ(::symlink("e.json", chaos.path("link.json").c_str()), 0);
    const Outcome outcome = chaos.run(arguments);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr(message));
    EXPECT_EQ(chaos.text("e.json"), kJson);
    EXPECT_EQ(chaos.text("vars.json"), "{}");
    EXPECT_EQ(chaos.text("journal.json"), "{}");
  }
}

}  // namespace
}  // namespace chaos::testing

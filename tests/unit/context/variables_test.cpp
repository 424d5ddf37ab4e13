#include "context/variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "chaos/error.h"
#include "os/environment.h"
#include "support/captured_log.h"
#include "support/temporary_directory.h"

namespace chaos {
namespace {

using testing::CapturedLog;
using ::testing::Contains;
using ::testing::StartsWith;
using testing::TemporaryDirectory;

const Json kNone = Json::object();

class VariableFiles : public ::testing::Test {
 protected:
  std::string refusal_of(const std::string& file) {
    try {
      load_overrides(kNone, {file});
    } catch (const InvalidSource& error) {
      return error.what();
    }
    return "accepted";
  }

  TemporaryDirectory directory_;
};

TEST_F(VariableFiles, AreMergedInOrder) {
  const Overrides overrides = load_overrides(
      {{"c", "option"}},
      {directory_.write("1.json", R"({"configuration": {"a": 1, "b": 1, "c": 1},
                                      "secrets": {"s": {"k": "1"}}})"),
       directory_.write("2.yaml", "configuration:\n  b: 2\nsecrets:\n  s:\n    l: '2'\n"),
       directory_.write("3.yml", "other: ignored\n")});
  EXPECT_EQ(to_json_text(overrides.configuration), R"({"a": 1, "b": 2, "c": "option"})");
  EXPECT_EQ(to_json_text(overrides.secrets), R"({"s": {"l": "2"}})");
}

TEST_F(VariableFiles, OfOtherKindsAreEnvironmentFiles) {
  const CapturedLog log;
  const std::string file = directory_.write("vars.env", "VARIABLES_TEST=from file\n");
  const Overrides overrides = load_overrides(kNone, {file});
  EXPECT_EQ(overrides.configuration, kNone);
  EXPECT_EQ(os::environment_variable("VARIABLES_TEST"), "from file");
  os::set_environment_variable("VARIABLES_TEST", std::nullopt);
  EXPECT_THAT(log.records(), Contains("DEBUG Inject environment variable 'VARIABLES_TEST' from "
                                      "file '" +
                                      file + "'"));
}

TEST_F(VariableFiles, ThatDoNotParseAreRejected) {
  const std::string file = directory_.write("bad.json", "{");
  try {
    load_overrides(kNone, {file});
    FAIL() << "the file was passed over";
  } catch (const InvalidSource& error) {
    EXPECT_THAT(error.what(), StartsWith("Failed to parse variable file '" + file + "': "));
  }
  EXPECT_THROW(load_overrides(kNone, {directory_.path()}), InvalidSource);
}

TEST_F(VariableFiles, UseOnlyTwoKeys) {
  const std::string file =
      directory_.write("vars.yaml", "configuration: {a: 1}\nseconds: 3\nsecret: {}\n");
  const Overrides overrides = load_overrides({{"given", 1}}, {file});
  ASSERT_EQ(overrides.warnings.size(), 2U);
  EXPECT_EQ(overrides.warnings[0].message,
            "\"seconds\" in variable file '" + file + "' has no effect");
  EXPECT_THAT(overrides.warnings[0].hint, StartsWith("put it under \"configuration\""));
  EXPECT_EQ(overrides.warnings[1].hint, "did you mean \"secrets\"?");
  EXPECT_EQ(overrides.variables, std::vector<std::string>{"given"});
}

TEST_F(VariableFiles, MayBeEmpty) {
  const CapturedLog log;
  const std::string file = directory_.write("empty.json", "");
  EXPECT_EQ(
      load_overrides(kNone, {file, directory_.write("null.yaml", "# nothing\n")}).configuration,
      kNone);
  EXPECT_THAT(log.records(), Contains("DEBUG Var file '" + file + "' is empty"));
}

TEST_F(VariableFiles, ThatCannotBeReadAreRejected) {
  const std::string file = directory_ / "nowhere.json";
  EXPECT_EQ(refusal_of(file), "Cannot read var file '" + file + "': No such file or directory");
}

TEST_F(VariableFiles, MustContainMappings) {
  const std::string list = directory_.write("list.json", "[1]");
  EXPECT_EQ(refusal_of(list), "variable file '" + list + "' must be a mapping");
  const std::string text = directory_.write("text.json", R"({"configuration": "x"})");
  EXPECT_EQ(refusal_of(text), "'configuration' in variable file '" + text + "' must be a mapping");
}

}  // namespace
}  // namespace chaos

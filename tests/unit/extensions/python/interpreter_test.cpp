#include "python/interpreter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "python/python_error.h"
#include "support/environment_variable.h"
#include "support/temporary_directory.h"

namespace chaos::python {
namespace {

using testing::EnvironmentVariable;
using testing::TemporaryDirectory;

class InterpreterTest : public ::testing::Test {
 protected:
  std::string program(const std::string& name) {
    return directory_.write(name, "#!/bin/sh\n", 0755);
  }

  TemporaryDirectory directory_;
  const EnvironmentVariable named_{"CHAOS_PYTHON", std::nullopt};
  const EnvironmentVariable environment_{"VIRTUAL_ENV", std::nullopt};
  const EnvironmentVariable path_{"PATH", directory_ / ""};
};

TEST_F(InterpreterTest, IsTheFirstOnPath) {
  const std::string python = program("python3");
  const Interpreter found = find_interpreter(Json::object());
  EXPECT_EQ(found.path, python);
  EXPECT_EQ(found.origin, "PATH");
}

TEST_F(InterpreterTest, IsTheOneOfTheSettings) {
  program("python3");
  const std::string python = program("other");
  const Json settings = {{"extensions", {{"python", {{"interpreter", python}}}}}};
  EXPECT_EQ(find_interpreter(settings).path, python);
  EXPECT_EQ(find_interpreter(settings).origin, "settings");
}

TEST_F(InterpreterTest, IsTheOneInTheVariableBeforeAnyOther) {
  const std::string python = program("mine");
  const EnvironmentVariable named("CHAOS_PYTHON", python);
  const Json settings = {{"extensions", {{"python", {{"interpreter", "/elsewhere"}}}}}};
  EXPECT_EQ(find_interpreter(settings).path, python);
}

TEST_F(InterpreterTest, ThatIsNamedMustExist) {
  program("python3");
  const EnvironmentVariable named("CHAOS_PYTHON", "/no/such/python");
  EXPECT_THROW(find_interpreter(Json::object()), PythonError);
}

TEST_F(InterpreterTest, ThatIsMissingIsAnErrorWithAHint) {
  try {
    find_interpreter(Json::object());
    FAIL() << "found one";
  } catch (const PythonError& error) {
    EXPECT_THAT(error.diagnostic().hint, ::testing::HasSubstr("apt install python3"));
  }
}

}  // namespace
}  // namespace chaos::python
